import { readFileSync } from "node:fs";
import { connect as connectTo } from "node:net";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Aws, awsFor } from "./aws/aws";
import { type FaultRule, faultsOf, faultsSchema } from "./aws/faults";
import { isLoopback } from "./aws/loopback";
import { decodeStringsNatively } from "../../tools/protobufStrings";
import { EmulatedRates } from "./resources/emulatedRates";
import { serve } from "./server/server";
import { rows } from "./types/table";

const USAGE_EXIT_CODE = 2;

/** Prints the reason to stderr and exits with 2. */
function exitWithUsageError(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(USAGE_EXIT_CODE);
}

function readFaults(file: string): readonly FaultRule[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    exitWithUsageError(`Cannot read the faults in ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = faultsSchema.safeParse(content);
  return result.success
    ? result.data
    : exitWithUsageError(`The faults in ${file} are wrong:\n${z.prettifyError(result.error)}`);
}

function readScale(text: string): number {
  const scale = Number(text);
  return scale > 0 && Number.isFinite(scale)
    ? scale
    : exitWithUsageError(`--rates takes a positive number, the seconds of AWS in one second, not "${text}".`);
}

interface Arguments {
  readonly endpoint: string;
  /** 12 digits; null: the access key is the account's root, and its number. */
  readonly account: string | null;
  readonly faults: readonly FaultRule[];
  /** Seconds of AWS in a second of this machine; null: rates and latencies of AWS are not emulated. */
  readonly rates: number | null;
  /** Keeps running after the process that started it ends. */
  readonly detached: boolean;
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        endpoint: { type: "string" },
        account: { type: "string" },
        faults: { type: "string" },
        rates: { type: "string" },
        detached: { type: "boolean" },
      },
    });
    if (values.endpoint === undefined)
      exitWithUsageError("Usage: main --endpoint http://127.0.0.1:PORT [--faults FILE] [--rates SCALE] [--detached]");
    if (!isLoopback(values.endpoint)) {
      exitWithUsageError(
        `The offline provider serves rehearsals only: the endpoint must be on this machine, not ${values.endpoint}.`,
      );
    }
    return {
      endpoint: values.endpoint,
      account: values.account ?? null,
      faults: values.faults === undefined ? [] : readFaults(values.faults),
      rates: values.rates === undefined ? null : readScale(values.rates),
      detached: values.detached === true,
    };
  } catch (error) {
    exitWithUsageError(error instanceof Error ? error.message : String(error));
  }
}

function environment(name: string): string {
  return process.env[name] ?? exitWithUsageError(`${name} is not set.`);
}

async function main(): Promise<void> {
  const { endpoint, faults, rates, detached, ...given } = readArguments();
  const accessKeyId = environment("AWS_ACCESS_KEY_ID");
  const account = given.account ?? accessKeyId;
  const sessionToken = process.env["AWS_SESSION_TOKEN"] ?? "";
  const credentials = {
    accessKeyId,
    secretAccessKey: environment("AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken === "" ? {} : { sessionToken }),
  };
  const home = environment("AWS_REGION");
  const injected = faults.length === 0 ? {} : { faults: faultsOf(faults) };
  const made = new Map<string, Aws>();
  const connect = (region = home): Aws => {
    const aws = made.get(region) ?? awsFor({ endpoint, region, account, credentials, ...injected });
    made.set(region, aws);
    return aws;
  };
  decodeStringsNatively();
  const { port } = await serve({ connect, rows, rates: rates === null ? null : new EmulatedRates(rates) });
  // The terminal sends SIGINT to the whole group; operations in flight are finished.
  process.on("SIGINT", () => undefined);
  if (detached) exitWithout(endpoint);
  else exitWithDriver();
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}

/** The driver holds the other end of stdin, so the provider ends with the driver. */
function exitWithDriver(): void {
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
}

const ENDPOINT_CHECK_MS = 10_000;
const MAX_FAILED_CHECKS = 6;

/** Ends the process when the local AWS has accepted no connection for a minute. */
function exitWithout(endpoint: string): void {
  const { hostname, port } = new URL(endpoint);
  let failed = 0;
  setInterval(() => {
    const socket = connectTo({ host: hostname, port: Number(port) }, () => {
      failed = 0;
      socket.destroy();
    });
    socket.on("error", () => {
      failed += 1;
      if (failed >= MAX_FAILED_CHECKS) process.exit(0);
    });
  }, ENDPOINT_CHECK_MS);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}
