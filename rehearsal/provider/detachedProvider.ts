import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { DeployError } from "../../model/errors";
import { endGroup, isRunning, processOf, type ProcessId } from "../ministack/process";
import { providerProgram, type ProviderOptions } from "./process";

/*
 * Offline providers that keep running after the command that started them, for `pulumi preview` and `pulumi up`: one for
 * each account and region. `rehearse --stop` ends them, and they exit when the local AWS is gone.
 */

const START_LIMIT_MS = 20_000;
const GRACE_SECONDS = 2;

const recordSchema = z.object({
  pid: z.int().positive(),
  started: z.string(),
  port: z.int(),
  endpoint: z.string(),
  /** Of the program: another version has other resource types. */
  program: z.string(),
});

export type DetachedProviderOptions = Omit<ProviderOptions, "faults">;

/**
 * Finds the running provider of an account and region, or starts it.
 * @param home folder of the rehearsal
 * @returns its port, for `PULUMI_DEBUG_PROVIDERS=aws:PORT`
 * @throws DeployError PROVIDER_START
 */
export async function ensureDetachedProvider(home: string, options: DetachedProviderOptions): Promise<number> {
  const { endpoint, account, region } = options;
  const folder = providersFolder(home);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${account}-${region}.json`);
  const program = providerProgram().join(" ");
  const found = await readRecord(file);
  if (found !== null) {
    if (found.endpoint === endpoint && found.program === program && (await isRunning(found))) return found.port;
    await endGroup(found, GRACE_SECONDS);
  }
  const started = await start(folder, options);
  await writeFile(`${file}.new`, JSON.stringify({ ...started, endpoint, program }), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return started.port;
}

/** Ends all providers of a rehearsal. */
export async function stopDetachedProviders(home: string): Promise<void> {
  const folder = providersFolder(home);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(".json"))) {
    const record = await readRecord(join(folder, name));
    if (record !== null) await endGroup(record, GRACE_SECONDS);
  }
  await rm(folder, { recursive: true, force: true });
}

function providersFolder(home: string): string {
  return join(home, "providers");
}

async function readRecord(file: string): Promise<z.infer<typeof recordSchema> | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

async function start(
  folder: string,
  { endpoint, account, region }: DetachedProviderOptions,
): Promise<ProcessId & { readonly port: number }> {
  const log = join(folder, `${account}-${region}.log`);
  await rm(log, { force: true });
  const output = openSync(log, "a", 0o600);
  const child = spawn(process.execPath, [...providerProgram(), "--endpoint", endpoint, "--detached"], {
    detached: true,
    stdio: ["ignore", output, output],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: "rehearsal",
      AWS_REGION: region,
    },
  });
  closeSync(output);
  child.unref();
  child.once("error", () => undefined);
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.pid !== undefined) {
    const port = /^\{"port":(\d+)\}\n/m.exec(await readFile(log, "utf8"))?.[1];
    const leader = port === undefined ? null : await processOf(child.pid);
    if (leader !== null) return { ...leader, port: Number(port) };
    await sleep(50);
  }
  if (child.pid !== undefined && child.exitCode === null) child.kill("SIGKILL");
  throw new DeployError(
    "PROVIDER_START",
    `The offline provider did not start: ${(await readFile(log, "utf8")).trim()}`,
    "Run the same command again.",
  );
}
