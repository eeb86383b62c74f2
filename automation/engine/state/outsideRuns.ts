import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { s3Client } from "../../aws/buckets/bucket";
import { objectNames } from "../../aws/buckets/objects";
import { calling } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";
import { PULUMI_PROJECT } from "./project";

/** A run of the Pulumi CLI that changed a stage's state and was not started by the driver. */
export interface OutsideRun {
  readonly kind: "update" | "refresh" | "destroy" | "import" | "other";
  /** Unix seconds */
  readonly startedAt: number;
  readonly succeeded: boolean;
  /** Resources by operation: `create`, `update`, …; without those that stayed the same. */
  readonly changes: Readonly<Record<string, number>>;
}

/** An entry of the engine's history of a stack, `.pulumi/history/<project>/<stack>/<stack>-<Unix ns>.history.json`. */
const entrySchema = z.object({
  kind: z.string(),
  startTime: z.number(),
  result: z.string().optional(),
  environment: z.record(z.string(), z.string()).nullish(),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
});

/** How the Automation API marks its runs; the CLI's own are `cli`. */
const DRIVER_RUN = /^auto\./;
const KINDS = ["update", "refresh", "destroy", "import"] as const;
/** Newest entries that are read. */
const MAX_ENTRIES = 20;

/**
 * Runs of the Pulumi CLI on a stage since a deployment of the driver, oldest first.
 * @param url of the state backend, `file://FOLDER` or `s3://BUCKET?…`
 * @param since Unix seconds
 */
export async function outsideRuns(
  url: string,
  target: AwsTarget,
  stack: string,
  since: number,
): Promise<readonly OutsideRun[]> {
  const folder = `.pulumi/history/${PULUMI_PROJECT}/${stack}`;
  const texts = url.startsWith("file://")
    ? await fileEntries(join(url.slice("file://".length), folder), since)
    : await objectEntries(new URL(url).hostname, target, `${folder}/${stack}-`, since);
  return texts.flatMap((text) => outsideRun(text, since) ?? []);
}

/** @returns null for a run of the driver, and for what cannot be read */
export function outsideRun(text: string, since: number): OutsideRun | null {
  const entry = entrySchema.safeParse(parsed(text));
  if (!entry.success) return null;
  const { kind, startTime, result, environment, resourceChanges } = entry.data;
  if (startTime < since || DRIVER_RUN.test(environment?.["exec.kind"] ?? "")) return null;
  const changes = Object.entries(resourceChanges ?? {}).filter(([operation]) => operation !== "same");
  return {
    kind: KINDS.find((one) => one === kind) ?? "other",
    startedAt: startTime,
    succeeded: result === "succeeded",
    changes: Object.fromEntries(changes),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Names of history entries since a time, oldest first. */
function entriesSince(names: readonly string[], since: number): readonly string[] {
  const timed = names.flatMap((name) => {
    const digits = /-(\d+)\.history\.json$/.exec(basename(name))?.[1];
    return digits === undefined || Number(digits) / 1e9 < since ? [] : [name];
  });
  return timed.sort().slice(-MAX_ENTRIES);
}

async function fileEntries(folder: string, since: number): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(entriesSince(names, since).map((name) => readFile(join(folder, name), "utf8")));
}

async function objectEntries(
  Bucket: string,
  target: AwsTarget,
  Prefix: string,
  since: number,
): Promise<readonly string[]> {
  const { GetObjectCommand } = await import("../../aws/buckets/s3Sdk");
  const client = await s3Client(target);
  return calling(target, `reading the history of runs in ${Bucket}`, async () => {
    // Names begin with the time: the listing starts there.
    const names = await objectNames(target, { Bucket, Prefix, StartAfter: `${Prefix}${String(since)}` });
    const entries = entriesSince(names, since).map((name) => `${Prefix}${name}`);
    return Promise.all(
      entries.map(
        async (Key) =>
          (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "",
      ),
    );
  });
}
