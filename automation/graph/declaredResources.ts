import { phaseOfUrn } from "../../model/phases";
import type { DeclaredResource } from "../../model/simulation/scenario";
import { isComponent, nameOfUrn } from "../engine/changes/change";
import { PULUMI_PROJECT } from "../engine/state/project";
import type { Program } from "../wiring";

/** The parts of the engine's protocol that are read here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): readonly string[];
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

/** The SDK's monitor for tests of programs. */
interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, answer: unknown): Promise<void>;
}

/**
 * The resources that a stage's program declares, in its order. Runs the program without engine, provider and AWS: as in a preview
 * of an empty stage, values that AWS computes are unknown. Once in a process: the SDK's runtime is global.
 */
export async function declaredResources(program: Program, stack: string): Promise<readonly DeclaredResource[]> {
  const { runtime } = await import("@pulumi/pulumi");
  await runtime.setMocks(
    {
      newResource: ({ inputs }) => ({ id: undefined, state: inputs as Record<string, unknown> }),
      call: () => ({}),
    },
    PULUMI_PROJECT,
    stack,
    true,
  );
  const declared = recordDeclarations(runtime.getMonitor() as unknown as Monitor, stack);
  await program();
  await (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  return declared;
}

function recordDeclarations(monitor: Monitor, stack: string): readonly DeclaredResource[] {
  const declared: DeclaredResource[] = [];
  const register = monitor.registerResource.bind(monitor);
  // The SDK's own URNs do not have all parents, and phases are read from them.
  monitor.newUrn = (parent, type, name) => {
    const above = parent === "" ? "" : `${parent.split("::")[2] ?? ""}$`;
    return `urn:pulumi:${stack}::${PULUMI_PROJECT}::${above}${type}::${name}`;
  };
  monitor.registerResource = (request, answer) => {
    const type = request.getType();
    const urn = monitor.newUrn(request.getParent(), type, request.getName());
    if (!isComponent(type))
      declared.push({
        name: request.getName(),
        type,
        phase: phaseOfUrn(urn),
        dependencies: request.getDependenciesList().map(nameOfUrn),
        inputs: request.getObject()?.toJavaScript() ?? {},
      });
    return register(request, answer);
  };
  return declared;
}
