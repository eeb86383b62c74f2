import { setImmediate } from "node:timers/promises";
import { UNKNOWN } from "../../../model/review/plannedResource";
import type { Program } from "../../wiring";
import type { StackId } from "../state/project";
import { beforeRegistrations, type Monitor } from "./monitor";
import { withProgramStore } from "./programStore";
import { registeredResource, urnOf, type RegisteredResource, type RegistrationRequest } from "./registration";

/** What a program registers, as far as it is known without the engine. */
export interface Declaration {
  /** In the program's order; values that AWS computes are UNKNOWN. */
  readonly resources: readonly RegisteredResource[];
  /**
   * What only the engine knows: resources that a remote component or a default provider stands for, and what the program reads or
   * imports from AWS. Empty: the engine would be asked for these resources, and no others.
   */
  readonly unknown: readonly string[];
}

/** The SDK's monitor for tests of programs. */
interface MockMonitor extends Monitor {
  newUrn(parent: string, type: string, name: string): string;
}

/** What the SDK does not declare. */
interface SdkRuntime {
  waitForRPCs(): Promise<void>;
}
interface SdkState {
  withLocalStorage<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Runs a program without engine, provider and AWS, as in a preview of an empty stack.
 * @throws Error of the program
 */
export async function declareProgram(program: Program, stack: StackId): Promise<Declaration> {
  const declaration = { resources: [] as RegisteredResource[], unknown: [] as string[] };
  const { withLocalStorage } = (await import("@pulumi/pulumi/runtime/state")) as unknown as SdkState;
  await withProgramStore(() =>
    withLocalStorage(() =>
      withUnhandledErrors(async () => {
        const { runtime } = await import("@pulumi/pulumi");
        await answerWithUnknowns(stack, declaration.unknown);
        beforeRegistrations(runtime.getMonitor() as unknown as Monitor, (request) => {
          declaration.resources.push(registeredResource(stack, request));
          declaration.unknown.push(...knownToEngineOnly(request));
          return null;
        });
        await drained(program, () => (runtime as unknown as SdkRuntime).waitForRPCs());
      }),
    ),
  );
  return declaration;
}

/** What programs look up in AWS without deciding by it which resources they have: the results that they use. */
const LOOKUPS: Readonly<Record<string, readonly string[]>> = { "aws:route53/getZone:getZone": ["zoneId"] };

/** Waits for registrations after an error too: outside this run the SDK would take what they do not know for known. */
async function drained(program: Program, rest: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    await rest().catch(() => undefined);
    await setImmediate();
    throw error;
  }
  await rest();
  // Node.js tells of a rejection when no promise has anything left to do.
  await setImmediate();
}

/** Replaces the engine for the program: nothing exists, and what AWS computes is unknown. */
async function answerWithUnknowns({ project, name }: StackId, unknown: string[]): Promise<void> {
  const { runtime } = await import("@pulumi/pulumi");
  await runtime.setMocks(
    {
      newResource: ({ type, name: resource, inputs, id = "" }) => {
        if (id !== "") unknown.push(`${type} ${resource}, which exists`);
        return { id: undefined, state: inputs as Record<string, unknown> };
      },
      call: ({ token }) => {
        const results = LOOKUPS[token];
        if (results === undefined) unknown.push(`the result of ${token}`);
        return Object.fromEntries((results ?? []).map((key) => [key, UNKNOWN]));
      },
    },
    project,
    name,
    true,
  );
  // The SDK's own URNs do not have all parents, and phases are read from them.
  const monitor = runtime.getMonitor() as unknown as MockMonitor;
  monitor.newUrn = (parent, type, resource) =>
    urnOf({ project, name }, { getParent: () => parent, getType: () => type, getName: () => resource });
}

function knownToEngineOnly(request: RegistrationRequest): readonly string[] {
  const resource = `${request.getType()} ${request.getName()}`;
  if (request.getRemote()) return [`the resources in ${resource}`];
  const hasDefaultProvider =
    request.getCustom() && request.getProvider() === "" && !request.getType().startsWith("pulumi:");
  return hasDefaultProvider ? [`the provider of ${resource}`] : [];
}

/** An error in an `apply` reaches no promise of the program, and would end this process. The SDK does the same in its runs. */
async function withUnhandledErrors(work: () => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  process.on("unhandledRejection", note);
  try {
    await work();
  } finally {
    process.off("unhandledRejection", note);
  }
  if (errors.length > 0) throw errors[0];
}
