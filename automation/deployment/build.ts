import { join, resolve } from "node:path";
import { DeployError } from "../../model/errors";
import { refusedPlaceholders } from "../../model/stage/functions";
import type { Session } from "../session";
import type { BuildResult } from "../build/build";
import type { Context } from "../commands/command";
import type { Catalog } from "../../model/catalog/schema";
import { count, duration } from "../ui/duration";
import { filled, type Deployment, type StepResult } from "./deployment";
import { backendFolder, buildArchitecture } from "../build/settings";

/** Builds what changed, and refuses placeholders where the stage takes none. */
export async function buildStep(deployment: Deployment, services: readonly string[]): Promise<StepResult> {
  const { context, session } = deployment;
  const result = await buildFor(context, session, filled(deployment, "catalog"), services);
  deployment.release = result.release;
  deployment.artifactsFolder = result.artifactsFolder;
  context.terminal.note(buildLine(result));
  const refused = refusedPlaceholders(session.stage, result.release);
  if (refused.length > 0) {
    throw new DeployError(
      "HANDLERS_ABSENT",
      `${session.stage.name} takes no placeholders, and ${count(refused.length, "function has", "functions have")} no handler: ${refused.slice(0, 12).join(", ")}${refused.length > 12 ? ", …" : ""}.`,
      `Write the handlers, or list the functions under listbackup:functions.absent in Pulumi.${session.stage.name}.yaml: they then have no route.`,
    );
  }
  return { kind: "done" };
}

/** Builds the backend for a stage; without one, for AWS's architecture of choice. */
export async function buildFor(
  context: Context,
  session: Session | null,
  catalog: Catalog,
  services: readonly string[],
): Promise<BuildResult> {
  const { build } = await import("../build/build");
  const root = context.wiring.root;
  return build({
    root,
    backend: resolve(root, await backendFolder(join(root, "Pulumi.yaml"))),
    catalog,
    architecture: buildArchitecture(session?.stage ?? null, context.options.rehearsal),
    ...(services.length === 0 ? {} : { services }),
    report: (line) => {
      context.terminal.note(line);
    },
  });
}

export function buildLine(result: BuildResult): string {
  const parts = [
    count(result.built.length, "handler") + " built",
    `${String(result.unchanged.length)} unchanged`,
    ...(result.placeholders.length === 0
      ? []
      : [`${String(result.placeholders.length)} functions with a placeholder (501)`]),
  ];
  return `Build: ${parts.join(", ")} in ${duration(result.seconds * 1000)}`;
}
