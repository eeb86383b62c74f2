import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { sameContent } from "../../../model/release/content";
import { isVerified, type ReleaseRecord } from "../../../model/release/record";
import type { Release } from "../../../model/release/release";
import { contentOf, rolledBackContents } from "../../../model/release/rollback";
import { refusedPlaceholders, unbuiltFunctions } from "../../../model/stage/functions";
import type { StageName } from "../../../model/stage/name";
import type { Stage } from "../../../model/stage/stage";
import { isDenied } from "../../aws/errors";
import { notBootstrapped } from "../../aws/account/notBootstrapped";
import type { AwsTarget } from "../../aws/target";
import { readStage } from "../../session";
import { count } from "../../ui/duration";
import { isoOf } from "../../../model/isoTime";
import { describeSource } from "../../ui/releases";
import { acceptPromotion } from "./accept";
import type { Deployment } from "../deployment";
import type { Step, StepEnd } from "../step";
import { checkFetchedRelease } from "./preflight";
import type { Wanted } from "../request";
import { refuseUnfinishedRollback } from "../rollback/unfinishedRollback";
import { servingReleaseOf } from "../../records/servingRelease";

/** Records of the other stage that are searched for the same content. */
const MAX_RECORDS = 100;

/** Fetches a release of another stage, by its id or the live one. */
export function fetchStep(
  from: StageName,
  which: Exclude<Wanted, { readonly kind: "same-as-build" }>,
): Step<never, "release"> {
  const wanted = which.kind === "live" ? "the live release" : `release ${String(which.id)}`;
  return step(from, which, wanted, (deployment) =>
    fetchRelease(deployment, from, (there) => namedRecord(there, which)),
  );
}

/** Fetches the release of another stage that has the content of this build. */
export function fetchSameStep(from: StageName): Step<"release", "release"> {
  return step(from, { kind: "same-as-build" }, "the release whose content equals this build", (deployment) =>
    fetchRelease(deployment, from, (there) => sameRecord(there, deployment.release)),
  );
}

function step<Needs extends "release">(
  from: StageName,
  which: Wanted,
  wanted: string,
  run: Step<Needs, "release">["run"],
): Step<Needs, "release"> {
  return {
    kind: "fetch",
    params: { from, which },
    description: `take ${wanted} of ${from}, the same artifacts`,
    run: run,
  };
}

/** Takes a release of another stage, and copies its artifacts into this stage's bucket. */
async function fetchRelease(
  deployment: Deployment,
  from: StageName,
  choose: (source: Source) => Promise<ReleaseRecord>,
): Promise<StepEnd<"release">> {
  acceptPromotion(deployment.session.stage, from, deployment.request.overrides);
  const { copyArtifacts } = await import("../../aws/buckets/artifactCopies");
  const { context, session } = deployment;
  const { target, stage } = session;
  const source = await readStage(context.wiring.root, from);
  const record = await choose(sourceOf(deployment, source));
  requireVerified(record, stage.name);
  refuseAbsentHandlers(stage, record);
  await checkFetchedRelease(deployment, record.release.catalog);
  deployment.origin = { kind: "promotion", stage: from, id: record.id };
  deployment.promoted = record.checklist;
  context.terminal.note(
    `Promoting release ${String(record.id)} of ${from}: ${describeSource(record)}, of ${isoOf(record.id)}`,
  );
  const bucket = { bucket: DRIVER_NAMES.deploymentsBucket(source), target: { ...target, region: source.region } };
  await copyArtifacts(target, { from: bucket, to: stage, release: record.release }, (line) => {
    context.terminal.note(line);
  });
  return { kind: "done", gives: { release: record.release } };
}

/** The deployments bucket of the source stage. */
interface Source {
  readonly stage: Stage;
  readonly target: AwsTarget;
  /** Translates the bucket's refusals into errors with a remedy. */
  readonly opened: <T>(answer: Promise<T>) => Promise<T>;
}

/** The bucket grants this account's role read access to releases and artifacts only. */
function sourceOf({ session }: Deployment, stage: Stage): Source {
  const target = { ...session.target, region: stage.region };
  const opened = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED")
        throw notBootstrapped({ ...target, account: stage.account }, error);
      throw isDenied((error as Error).cause) ? accessDenied(stage.name, error) : error;
    });
  return { stage, target, opened };
}

async function namedRecord(
  { stage, target, opened }: Source,
  which: Exclude<Wanted, { readonly kind: "same-as-build" }>,
): Promise<ReleaseRecord> {
  const { readRecord, readRecords } = await import("../../aws/buckets/releases");
  if (which.kind === "id") return opened(readRecord(target, stage, which.id));
  const records = await opened(readRecords(target, stage, MAX_RECORDS));
  refuseUnfinishedRollback(stage.name, records);
  return servingReleaseOf(records, stage.name);
}

async function sameRecord({ stage, target, opened }: Source, built: Release): Promise<ReleaseRecord> {
  const { readRecords } = await import("../../aws/buckets/releases");
  const records = await opened(readRecords(target, stage, MAX_RECORDS));
  const left = rolledBackContents(records);
  const same = records
    .filter((record) => isVerified(record) && !left.has(contentOf(records, record)))
    .find(({ release }) => sameContent(release, built));
  if (same !== undefined) return same;
  throw new DeployError(
    "SOURCE_REFUSED",
    `No verified release of ${stage.name} has the content of this build (releases that were rolled back do not count). Nothing was changed.`,
    `Deploy it there first. \`bin/deploy releases list ${stage.name}\` lists its releases.`,
  );
}

function accessDenied(stage: StageName, cause: unknown): DeployError {
  return new DeployError(
    "AWS",
    `The deployments bucket of ${stage} denies this identity access to its releases. Nothing was changed.`,
    `Use the deployment role. If the bucket does not grant it access yet, run once with an identity of that account: \`bin/deploy bootstrap ${stage}\`.`,
    { cause },
  );
}

/** Only verified releases are promoted. */
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
        : "was never verified";
  throw new DeployError(
    outcome === "succeeded" ? "RELEASE_UNVERIFIED" : "RELEASE_FAILED",
    `Release ${String(id)} of ${stage} ${why}: it is not promoted to ${to}. Nothing was changed.`,
    `Bring ${stage} to a release that passes its checks, then \`bin/deploy promote ${to}\`.`,
  );
}

/** @throws DeployError HANDLERS_ABSENT with every function that the stage requires and the release has no code for */
export function refuseAbsentHandlers(stage: Stage, { release, id, stage: from }: ReleaseRecord): void {
  const refused = refusedPlaceholders(stage, release);
  if (refused.length > 0) {
    throw new DeployError(
      "HANDLERS_ABSENT",
      [
        `${stage.name} accepts no placeholders, and ${count(refused.length, "function")} of release ${String(id)} have one. Nothing was changed:`,
        ...refused.map((fn) => `  ${fn} (${REASONS[release.artifacts[fn]?.reason ?? "missing"]})`),
      ].join("\n"),
      `List the functions under listbackup:functions.absent in Pulumi.${stage.name}.yaml: they then have no route. Or fix them, and deploy ${from} again.`,
    );
  }
  const unbuilt = unbuiltFunctions(stage, release);
  if (unbuilt.length === 0) return;
  throw new DeployError(
    "HANDLERS_ABSENT",
    [
      `Release ${String(id)} was built for ${from}, where ${count(unbuilt.length, "function")} of ${stage.name} are absent. Nothing was changed:`,
      ...unbuilt.map((fn) => `  ${fn}`),
    ].join("\n"),
    `Make listbackup:functions.absent the same in Pulumi.${from}.yaml and Pulumi.${stage.name}.yaml.`,
  );
}

const REASONS = { missing: "its handler is missing", failed: "its handler failed to build" } as const;
