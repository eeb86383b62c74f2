import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import { DeployError } from "../../model/errors";
import { temporaryFolder } from "../../tools/temporaryFolder";
import type { FaultRuleInput } from "./aws/faults";

const START_LIMIT_MS = 20_000;

export interface ProviderOptions {
  /** Loopback address of the emulator, `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** 12 digits: the emulator takes them for the account. */
  readonly account: string;
  readonly region: string;
  /** Credentials that it signs with. @default those of the account's root */
  readonly session?: ProviderSession;
  /** Faults to inject, see `faults.ts`. */
  readonly faults?: readonly FaultRuleInput[];
  /** Seconds of AWS in a second of this machine. @default rates and latencies of AWS are not emulated */
  readonly rates?: number;
}

/** Temporary credentials of a role. */
export interface ProviderSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface RunningProvider {
  readonly package: "aws" | "awsx";
  /** For `PULUMI_DEBUG_PROVIDERS=<package>:PORT`. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A folder and its parents: the compiled program may be there when this file is bundled into another one. */
function ancestors(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** The first of these files in a folder or the nearest of its parents. */
function nearest(folder: string, ...files: readonly string[]): string | undefined {
  return ancestors(folder)
    .flatMap((one) => files.map((file) => join(one, file)))
    .find((file) => existsSync(file));
}

/** By default, V8 lets the heap grow to four times what is used before it collects. */
const HEAP_GROWTH = "--heap-growing-percent=60";
/** What serves a request is short-lived. MB; V8 takes powers of two */
const YOUNG_HEAP = "--max-semi-space-size=8";
const V8_FLAGS = [HEAP_GROWTH, YOUNG_HEAP];

/** Node's arguments for a program of the rehearsal: compiled, or the source where the driver runs from source. */
export function providerProgram(name: "provider" | "awsx" = "provider"): readonly string[] {
  const source = join(__dirname, "..", name, "main.ts");
  const register = join(__dirname, "..", "..", "tools", "register.cjs");
  if (__filename.endsWith("process.ts") && existsSync(source)) return [...V8_FLAGS, "-r", register, source];
  const main = join("rehearsal", name, "main.js");
  const found = nearest(__dirname, main, join("dist", main));
  if (found !== undefined) return [...V8_FLAGS, ...codeCache(found), found];
  throw new DeployError(
    "PROVIDER_START",
    `The compiled program has no rehearsal/${name}/main.js.`,
    "Run `make clean install`, and start the rehearsal again.",
  );
}

/** Node's arguments that keep compiled code between runs; none where the program is without its tools. */
function codeCache(program: string): readonly string[] {
  const found = nearest(dirname(program), join("tools", "cachedProvider.cjs"));
  return found === undefined ? [] : ["-r", found];
}

/** Reads the port from the first line of output: in an object, or alone, as Pulumi's own providers print it. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const output = { out: "", err: "" };
    const fail = (what: string): void => {
      reject(
        new DeployError(
          "PROVIDER_START",
          `${what}${output.err === "" ? "" : `: ${output.err.trim()}`}`,
          "Start the rehearsal again.",
        ),
      );
    };
    const timer = setTimeout(() => fail("The offline provider did not start within 20 s"), START_LIMIT_MS);
    child.stderr?.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
    child.stdout?.on("data", (chunk: Buffer) => {
      output.out += chunk.toString();
      const line = /^(\{.*\}|\d+)\n/.exec(output.out)?.[1];
      if (line === undefined) return;
      clearTimeout(timer);
      const printed = JSON.parse(line) as number | { readonly port: number };
      resolve(typeof printed === "number" ? printed : printed.port);
    });
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(`The offline provider could not be started (${error.message})`);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`The offline provider ended with code ${code ?? "none"}`);
    });
  });
}

/** Closes the provider's stdin, which ends it; kills it after 5 s. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  child.stdin?.end();
  await ended;
  clearTimeout(timer);
}

/**
 * Starts the offline provider as a process of its own, which ends with `stop`, or when this process does.
 * @throws DeployError PROVIDER_START when it does not answer within 20 s
 */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const { endpoint, account, region, session, faults, rates } = options;
  const folder = faults === undefined ? undefined : await temporaryFolder("faults");
  const file = folder === undefined ? undefined : join(folder, "faults.json");
  if (file !== undefined) writeFileSync(file, JSON.stringify(faults), { mode: 0o600 });
  try {
    return await start(
      "aws",
      [
        ...providerProgram(),
        ...["--endpoint", endpoint, "--account", account],
        ...(file === undefined ? [] : ["--faults", file]),
        ...(rates === undefined ? [] : ["--rates", String(rates)]),
      ],
      {
        AWS_ACCESS_KEY_ID: session?.accessKeyId ?? account,
        AWS_SECRET_ACCESS_KEY: session?.secretAccessKey ?? "rehearsal",
        AWS_SESSION_TOKEN: session?.sessionToken ?? "",
        AWS_REGION: region,
      },
    );
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts the test double of the provider `awsx`, for `PULUMI_DEBUG_PROVIDERS=aws:PORT,awsx:PORT`. It reaches AWS through the
 * provider `aws` only.
 * @throws DeployError PROVIDER_START when it does not answer within 20 s
 */
export function startAwsxProvider(): Promise<RunningProvider> {
  return start("awsx", providerProgram("awsx"), {});
}

async function start(
  name: RunningProvider["package"],
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningProvider> {
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      TS_NODE_PROJECT: process.env["TS_NODE_PROJECT"],
      // glibc keeps freed memory for each thread: 10 MB of it.
      MALLOC_ARENA_MAX: "1",
      ...environment,
    },
  });
  // The driver may end without a `stop`: the pipe then closes, and that is enough.
  child.unref();
  child.stdin.on("error", () => undefined);
  try {
    const port = await portOf(child);
    for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket).unref();
    return { package: name, port, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}
