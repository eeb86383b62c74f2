import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDB, type AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DrillReport } from "../model/failover/drill";
import { parseStage } from "../model/stage/parse";
import type { Stage } from "../model/stage/stage";
import { emulatorStatus } from "../rehearsal/ministack/runningEmulator";
import { measure } from "./measure";
import { makeProject, ROOT } from "./project";

/*
 * `make bench-drill`: the recovery time of a drill beside a first deployment of the same release and a bare copy of the same items by a
 * loop of batch writes, all in one run. Prints the ratio; seconds are of this machine and this moment.
 */

const ITEMS = Number(process.env["ITEMS"] ?? "1000");
const LIMIT = 1.5;
/** Of BatchWriteItem. */
const BATCH = 25;

/** Those without a value of their own. A drill needs none: the set has them. */
const PARAMETERS = {
  "/listbackup/cors-origin": "https://dr.app.listbackup.ai",
  "/listbackup/ses-from-email": "noreply@listbackup.ai",
};

type Deploy = (...args: readonly string[]) => Promise<{ readonly seconds: number; readonly stdout: string }>;

async function main(): Promise<void> {
  const project = makeProject();
  const environment = {
    ...process.env,
    LISTBACKUP_ROOT: project,
    LISTBACKUP_BACKEND: join(ROOT, "rehearsal", "backend"),
  };
  const deploy: Deploy = (...args) => measure(join(ROOT, "bin", "deploy"), args, environment);
  try {
    // Builds, and starts the emulator, so that neither is in a figure.
    await deploy("rehearse", "--stages", "production", "--json");
    allowRemoval(join(project, "Pulumi.disaster-recovery.yaml"));
    await deploy("bootstrap", "disaster-recovery", "--rehearsal", "--yes", "--json");
    const values = join(project, "values.json");
    writeFileSync(values, JSON.stringify(PARAMETERS), { mode: 0o600 });
    await deploy("secrets", "init", "disaster-recovery", "--from-file", values, "--rehearsal", "--json");
    const first = await deploy(
      "promote",
      "disaster-recovery",
      "--from",
      "production",
      "--rehearsal",
      "--yes",
      "--json",
    );
    await deploy("destroy", "disaster-recovery", "--confirm", "disaster-recovery", "--rehearsal", "--json");
    const emulator = await emulatorStatus(join(project, ".rehearsal"));
    if (emulator === null) throw new Error("the rehearsal's emulator is gone");
    const copied = await fill(emulator.endpoint, stageOf(project, "production"));
    const drill = await deploy("dr", "drill", "production", "--rehearsal", "--yes", "--json");
    const { report } = JSON.parse(drill.stdout) as { readonly report: DrillReport };
    print(report, first.seconds, copied);
  } finally {
    await deploy("rehearse", "--stop");
    rmSync(project, { recursive: true, force: true });
  }
}

/** A stage that can be destroyed: the first deployment is measured on it. */
function allowRemoval(file: string): void {
  const text = readFileSync(file, "utf8")
    .replace('protected: "true"', 'protected: "false"')
    .replace("protect: true", "protect: false")
    .replace("deletionProtection: true", "deletionProtection: false")
    .replace("emptyBucketsOnDestroy: false", "emptyBucketsOnDestroy: true");
  writeFileSync(file, text);
}

function stageOf(project: string, name: "production"): Stage {
  const file = `Pulumi.${name}.yaml`;
  return parseStage(name, file, readFileSync(join(project, file), "utf8"));
}

interface Copied {
  readonly tables: number;
  readonly items: number;
  readonly seconds: number;
}

/** Writes items into every table, one batch after the other. */
async function fill(endpoint: string, { account, region, short }: Stage): Promise<Copied> {
  const client = new DynamoDB({ endpoint, region, credentials: { accessKeyId: account, secretAccessKey: "bench" } });
  const { TableNames = [] } = await client.listTables({});
  const names = TableNames.filter((name) => name.startsWith(`listbackup-${short}-`));
  let seconds = 0;
  for (const name of names) {
    const { Table } = await client.describeTable({ TableName: name });
    const keys = Table?.KeySchema ?? [];
    const types = new Map(Table?.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType]));
    const items = Array.from({ length: ITEMS }, (_unused, n) =>
      Object.fromEntries<AttributeValue>([
        ...keys.map(({ AttributeName = "" }): [string, AttributeValue] => [
          AttributeName,
          types.get(AttributeName) === "N" ? { N: String(n) } : { S: `bench-${String(n)}` },
        ]),
        ["payload", { S: "x".repeat(200) }],
      ]),
    );
    const started = performance.now();
    for (let start = 0; start < items.length; start += BATCH)
      await client.batchWriteItem({
        RequestItems: { [name]: items.slice(start, start + BATCH).map((Item) => ({ PutRequest: { Item } })) },
      });
    seconds += (performance.now() - started) / 1_000;
  }
  return { tables: names.length, items: names.length * ITEMS, seconds };
}

function print(report: DrillReport, first: number, copied: Copied): void {
  const { recoveryTime, recoveryPoint, restored } = report;
  if (recoveryTime === null) throw new Error("the drill has no recovery time");
  const ratio = recoveryTime.seconds / (first + copied.seconds);
  const cells = [
    `drill, ${String(copied.tables)} tables, ${String(restored?.items ?? 0)} items (${recoveryTime.way})`,
    `${recoveryTime.seconds.toFixed(2)} s`,
    `first deployment: ${first.toFixed(2)} s, batch writes: ${copied.seconds.toFixed(2)} s`,
    ratio.toFixed(2),
    String(LIMIT),
    `${recoveryPoint.seconds.toFixed(1)} s`,
  ];
  console.log("| what | recovery time | first deployment and bare copy | ratio | at most | recovery point |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  console.log(`| ${cells.join(" | ")} |`);
  console.log(
    report.steps.map(({ step, milliseconds }) => `${step} ${(milliseconds / 1_000).toFixed(1)} s`).join(", "),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
