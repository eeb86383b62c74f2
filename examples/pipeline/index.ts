import {
  DeployError,
  openStage,
  type PipelineStage,
  type StageEvent,
  type TrafficShare,
} from "listbackup-deploy/pipeline";

/*
 * A pipeline of its own: preview, a gradual deployment with a check of its own, a smoke test, a rollback. A stage with
 * `listbackup:rollout` of kind canary or linear shifts its traffic gradually.
 * In a rehearsal: `REHEARSAL=1 node index.js dev`.
 */

/** At most so many deletions are deployed without a person. */
const MAX_DELETIONS = 5;

const CANARY_PATH = process.env["CANARY_PATH"] ?? "/health";
const SMOKE_PATH = process.env["SMOKE_PATH"] ?? "/health";

/** Called at each step of the traffic: a reason shifts all traffic back. */
async function checkHealth({ percent, callApi }: TrafficShare): Promise<string | null> {
  const { status } = await callApi({ path: CANARY_PATH });
  return status === 200 ? null : `${CANARY_PATH} answered ${String(status)} at ${String(percent)} %`;
}

/** Why a deployed stage must not stay as it is; null: it may. */
async function smokeTest(stage: PipelineStage): Promise<string | null> {
  const { verdict, checks } = await stage.verify({ groups: ["health", "login"] });
  if (verdict !== "passed")
    return checks.flatMap(({ title, verdict: { kind } }) => (kind === "passed" ? [] : [title])).join(", ");
  const { status } = await stage.callApi({ path: SMOKE_PATH });
  return status === 200 ? null : `${SMOKE_PATH} answered ${String(status)}`;
}

function print(event: StageEvent): void {
  if (event.kind === "step") console.log(`step ${event.step}`);
  if (event.kind === "traffic") console.log(`traffic ${String(event.percent)} %`);
  if (event.kind === "message" && event.level === "warning") console.error(event.text);
}

async function main(stageName: string): Promise<void> {
  const stage = await openStage(stageName, { rehearsal: process.env["REHEARSAL"] === "1", onEvent: print });
  const { changes } = await stage.preview();
  if (changes.length === 0) {
    console.log("nothing to deploy");
    return;
  }
  const before = await stage.liveRelease();
  const { release, url } = await stage.up({
    reason: "pipeline",
    approve: (preview) => preview.changes.filter(({ kind }) => kind === "delete").length <= MAX_DELETIONS,
    checkTraffic: checkHealth,
  });
  console.log(`release ${String(release)} on ${url}`);

  const problem = await smokeTest(stage);
  if (problem === null || before === null) return;
  await stage.rollback({ to: before.id, reason: problem });
  console.log(`rolled back to ${String(before.id)}: ${problem}`);
  process.exitCode = 1;
}

main(process.argv[2] ?? "dev").catch((error: unknown) => {
  if (!(error instanceof DeployError)) throw error;
  console.error(`${error.code}: ${error.what}\n${error.remedy}`);
  process.exitCode = error.exitCode;
});
