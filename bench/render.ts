import { deployRequest } from "../automation/commands/deploymentCommand";
import { libraryContext } from "../automation/library/libraryContext";
import { composeDriver } from "../composition";
import { parseStageName } from "../model/stage/name";

/*
 * `render.ts comment|report`: renders the comment of dev's preview, or the report of its newest deployment, and prints how long
 * that took, loading what renders it included. What it is about is read before, and not measured.
 */

/** A text, as it was rendered. */
export interface Rendering {
  readonly seconds: number;
  readonly bytes: number;
}

async function main([wanted = ""]: readonly string[]): Promise<void> {
  const wiring = await composeDriver();
  const stage = parseStageName("dev");
  const { context, call } = await libraryContext(wiring, stage, { rehearsal: true });
  const render = await call(() => (wanted === "report" ? ofReport(context()) : ofComment(context())));
  const started = performance.now();
  const text = await render();
  const rendering: Rendering = {
    seconds: (performance.now() - started) / 1_000,
    bytes: Buffer.byteLength(text),
  };
  console.log(JSON.stringify(rendering));
}

type Context = Parameters<typeof deployRequest>[0];

async function ofReport(context: Context): Promise<() => Promise<string>> {
  const { releaseIds } = await import("../automation/aws/buckets/releases");
  const { openStage } = await import("../automation/session");
  const { readReport } = await import("../automation/report/readReport");
  const session = await openStage(context, "dev");
  const [newest] = await releaseIds(session.target, session.stage);
  if (newest === undefined) throw new Error("dev has no deployment");
  const report = await readReport(context.wiring.root, session, newest);
  return async () => (await import("../automation/report/page/deploymentPage")).deploymentPage(report);
}

async function ofComment(context: Context): Promise<() => Promise<string>> {
  const { previewStage } = await import("../automation/deployment/deployStage");
  const request = await deployRequest(context, "dev", { full: true });
  const { deployment } = await previewStage(context, request, null);
  const { session, release, changes = [], previous = [], resources = [], review, cost } = deployment;
  const subject = { stage: session.stage, catalog: release.catalog, changes, previous, resources, review, cost };
  return async () => (await import("../automation/ui/previewMarkdown")).previewMarkdown(subject).join("\n");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
