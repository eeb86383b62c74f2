import { DeployError } from "../../../model/errors";
import { sameContent } from "../../../model/release/content";
import { isVerified, type ReleaseRecord } from "../../../model/release/record";
import { contentOf, leftContents } from "../../../model/release/rollback";
import { refusedPlaceholders, unbuiltFunctions } from "../../../model/stage/functions";
import type { StageName } from "../../../model/stage/name";
import type { Stage } from "../../../model/stage/stage";
import { isDenied } from "../../aws/errors";
import { notBootstrapped } from "../../aws/account/notBootstrapped";
import { readStage } from "../../session";
import { count } from "../../ui/duration";
import { describeSource, isoOf } from "../../ui/releases";
import { acceptPromotion } from "./accept";
import { filled, type Deployment, type StepResult } from "../deployment";
import { requireParameters } from "./preflight";
import type { Wanted } from "../plan";
import { refuseUnfinishedRollback } from "../rollback/unfinishedRollback";
import { requireServing } from "../../records/servingRelease";

/** How many releases back another stage's are looked through for one of the same content. */
const WINDOW = 100;

/** Takes a release of another stage for the one to deploy, and brings its artifacts into this stage's bucket. */
export async function fetchRelease(deployment: Deployment, from: StageName, which: Wanted): Promise<StepResult> {
  acceptPromotion(deployment.session.stage, from, deployment.request.overrides);
  const { copyArtifacts } = await import("../../aws/buckets/artifactCopies");
  const { context, session } = deployment;
  const { target, stage } = session;
  const source = await readStage(context.wiring.root, from);
  const record = await wantedRecord(deployment, source, which);
  requireVerified(record, stage.name);
  refuseAbsentHandlers(stage, record);
  await requireParameters(deployment, record.release.catalog);
  deployment.release = record.release;
  deployment.origin = { kind: "promotion", stage: from, id: record.id };
  context.terminal.note(
    `Promoting release ${String(record.id)} of ${from}: ${describeSource(record)}, of ${isoOf(record.id)}`,
  );
  await copyArtifacts(target, { from: source, to: stage, release: record.release }, (line) => {
    context.terminal.note(line);
  });
  return { kind: "done" };
}

async function wantedRecord(deployment: Deployment, source: Stage, which: Wanted): Promise<ReleaseRecord> {
  const { readRecord, readRecords } = await import("../../aws/buckets/releases");
  const { target } = deployment.session;
  // The other account's bucket lets this one's role read releases and artifacts, and nothing else.
  const there = { ...target, region: source.region };
  const opened = <T>(records: Promise<T>): Promise<T> =>
    records.catch((error: unknown) => {
      if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED")
        throw notBootstrapped({ ...there, account: source.account }, error);
      throw isDenied((error as Error).cause) ? closed(source.name, error) : error;
    });
  if (which.kind === "id") return opened(readRecord(there, source, which.id));
  const records = await opened(readRecords(there, source, WINDOW));
  if (which.kind === "live") {
    refuseUnfinishedRollback(source.name, records);
    return requireServing(records, source.name);
  }
  const built = filled(deployment, "release");
  const left = leftContents(records);
  const same = records
    .filter((record) => isVerified(record) && !left.has(contentOf(records, record)))
    .find(({ release }) => sameContent(release, built));
  if (same !== undefined) return same;
  throw new DeployError(
    "SOURCE_REFUSED",
    `No verified release of ${source.name} that a rollback has not left has the content of this build. Nothing was changed.`,
    `Let it run there first: \`bin/deploy releases list ${source.name}\` shows what did.`,
  );
}

function closed(stage: StageName, cause: unknown): DeployError {
  return new DeployError(
    "AWS",
    `The deployments bucket of ${stage} does not let this identity read its releases. Nothing was changed.`,
    `Take the deployment role, and open the bucket to it, once, with an identity of that account: \`bin/deploy bootstrap ${stage}\`.`,
    { cause },
  );
}

/** What was not seen to work on one stage does not come to the next. */
function requireVerified(record: ReleaseRecord, to: string): void {
  if (isVerified(record)) return;
  const { id, stage, outcome, checks } = record;
  const failed = checks.filter(({ verdict }) => verdict === "failed").map((check) => check.id);
  const why =
    outcome !== "succeeded"
      ? failed.length > 0
        ? `is ${outcome}: it did not pass ${failed.join(", ")}`
        : `is ${outcome}`
      : failed.length > 0
        ? `did not pass ${failed.join(", ")}`
        : "was never checked";
  throw new DeployError(
    outcome === "succeeded" ? "RELEASE_UNVERIFIED" : "RELEASE_FAILED",
    `Release ${String(id)} of ${stage} ${why}: it is not promoted to ${to}. Nothing was changed.`,
    `Bring ${stage} to a release that passes its checks, then \`bin/deploy promote ${to}\`.`,
  );
}

/** @throws DeployError HANDLERS_ABSENT with every function that the stage wants code of and the release has none for */
function refuseAbsentHandlers(stage: Stage, { release, id, stage: from }: ReleaseRecord): void {
  const refused = refusedPlaceholders(stage, release);
  if (refused.length > 0) {
    throw new DeployError(
      "HANDLERS_ABSENT",
      [
        `${stage.name} takes no placeholders, and ${count(refused.length, "function")} of release ${String(id)} have one. Nothing was changed:`,
        ...refused.map((fn) => `  ${fn} (${REASONS[release.artifacts[fn]?.reason ?? "missing"]})`),
      ].join("\n"),
      `List the functions under listbackup:functions.absent in Pulumi.${stage.name}.yaml: they then have no route. Or correct them, and deploy ${from} again.`,
    );
  }
  const unbuilt = unbuiltFunctions(stage, release);
  if (unbuilt.length === 0) return;
  throw new DeployError(
    "HANDLERS_ABSENT",
    [
      `Release ${String(id)} was built for ${from}, which does without ${count(unbuilt.length, "function")} that ${stage.name} has. Nothing was changed:`,
      ...unbuilt.map((fn) => `  ${fn}`),
    ].join("\n"),
    `Make listbackup:functions.absent the same in Pulumi.${from}.yaml and Pulumi.${stage.name}.yaml.`,
  );
}

const REASONS = { missing: "its handler is missing", failed: "its handler failed to build" } as const;
