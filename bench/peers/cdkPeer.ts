import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ensureBucket, s3Client } from "../../automation/aws/buckets/bucket";
import { readRecentRecords } from "../../automation/aws/buckets/releases";
import { inParallel } from "../../automation/aws/parallel";
import type { AwsTarget } from "../../automation/aws/target";
import { DRIVER_NAMES } from "../../model/names";
import { artifactKey, type Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import { measure, type Measurement } from "../measure";
import { cdkFacts } from "./cdkFacts";

const FOLDER = join(__dirname, "cdk");
/** Of its own: names are per account. */
const ACCOUNT = "400000000001";
const PARALLEL_COPIES = 8;

/** The backend as a CDK app, aimed at the emulator of the bench. */
export interface CdkPeer {
  readonly run: (...args: readonly string[]) => Promise<Measurement>;
  /** Writes what the app deploys: the release, with the memory of one function changed. MB */
  readonly changeFunction: (megabytes: number) => void;
}

/**
 * Installs the CDK and gives it the live release of a stage: the same artifacts, in a bucket of its account.
 * @param folder for the facts and the app's output
 */
export async function prepareCdk(folder: string, endpoint: string, stage: Stage): Promise<CdkPeer> {
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, encoding: "utf8" });
  if (npm.status !== 0) throw new Error(`npm ci of the CDK failed\n${npm.stdout}${npm.stderr}`);
  const source = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint } as const;
  const release = await liveRelease(source, stage);
  const peer = { ...stage, account: ACCOUNT };
  const bucket = DRIVER_NAMES.deploymentsBucket(peer);
  await copyArtifacts(release, { target: source, bucket: DRIVER_NAMES.deploymentsBucket(stage) }, bucket);
  const facts = join(folder, "cdk-facts.json");
  const changeFunction = (megabytes: number): void =>
    writeFileSync(facts, JSON.stringify(cdkFacts(peer, withMemory(release, megabytes), bucket)));
  changeFunction(1024);
  const environment = environmentOf(endpoint, stage.region, facts);
  const cdk = join(FOLDER, "node_modules", "aws-cdk", "bin", "cdk");
  return {
    run: (...args) =>
      measure(process.execPath, [cdk, ...args, "--output", join(folder, "cdk.out")], environment, FOLDER),
    changeFunction,
  };
}

/** Of the process alone: a profile of the machine's user is not for the emulator. */
function environmentOf(endpoint: string, region: string, facts: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(inherited),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_REGION: region,
    // Nothing that leaves this machine: notices, telemetry, a look for a newer version.
    CDK_DISABLE_CLI_TELEMETRY: "true",
    CDK_DISABLE_VERSION_CHECK: "true",
    FACTS: facts,
  };
}

async function liveRelease(target: AwsTarget, stage: Stage): Promise<Release> {
  const live = (await readRecentRecords(target, stage)).find(({ outcome }) => outcome === "succeeded");
  if (live === undefined) throw new Error(`${stage.name} has no release`);
  return live.release;
}

/** As the bench changes ours: the memory of a function of `tags`. */
function withMemory(release: Release, megabytes: number): Release {
  const changed = structuredClone(release);
  const fn = Object.values(changed.catalog.services["tags"]?.functions ?? {})[0];
  if (fn === undefined) throw new Error("the catalog has no service tags");
  fn.memory = megabytes;
  return changed;
}

async function copyArtifacts(
  release: Release,
  from: { readonly target: AwsTarget; readonly bucket: string },
  Bucket: string,
): Promise<void> {
  const to = { ...from.target, account: ACCOUNT };
  const [source, destination] = await Promise.all([s3Client(from.target), s3Client(to)]);
  await ensureBucket(to, Bucket);
  const digests = [...new Set(Object.values(release.artifacts).map(({ digest }) => digest))];
  await inParallel(digests, PARALLEL_COPIES, async (digest) => {
    const Key = artifactKey(digest);
    const { Body } = await source.send(new GetObjectCommand({ Bucket: from.bucket, Key }));
    if (Body === undefined) throw new Error(`${Key} is empty`);
    await destination.send(new PutObjectCommand({ Bucket, Key, Body: await Body.transformToByteArray() }));
  });
}
