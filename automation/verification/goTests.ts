import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { queueName } from "../../model/catalog/queueName";
import type { CheckOf } from "../../model/catalog/checksSchema";
import { addressOf, emulatedOf } from "../aws/health";
import { engineEnvironment } from "../aws/target";
import { redact } from "../redaction/redact";
import type { Subject } from "./subject";
import { CheckFailed, PASSED, Undecided, type Verdict } from "./verdict";

const run = promisify(execFile);
const MOST_LINES = 20;
/** characters */
const LONGEST_LINE = 500;
/** The most of a line that is looked through for secrets. characters */
const LONGEST_READ = 65_536;

/** The backend's own integration tests, with what the stage exports in their environment. */
export async function checkGoTests(subject: Subject, spec: CheckOf<"go-tests">, signal: AbortSignal): Promise<Verdict> {
  if (subject.backend === null) throw new Undecided("the source of this release is not at hand");
  const args = ["test", "-count=1", `-tags=${spec.tags}`, spec.packages];
  try {
    await run("go", args, {
      cwd: subject.backend,
      env: testEnvironment(subject, process.env),
      maxBuffer: 1 << 26,
      signal,
    });
    return PASSED;
  } catch (error) {
    const {
      code,
      stdout = "",
      stderr = "",
      message,
    } = error as { code?: unknown; stdout?: string; stderr?: string; message: string };
    if (code === "ENOENT") throw new Undecided("Go is not installed here");
    const said = saidOf(`${stdout}\n${stderr}`, process.env);
    const told = said.length === 0 ? saidOf(message, process.env) : said;
    throw new CheckFailed(`go ${args.join(" ")} failed:\n${told.join("\n")}`);
  }
}

/** The first lines of what the tests said that are of failures, without what they were handed and is secret. */
export function saidOf(output: string, { API_PASSWORD = "" }: NodeJS.ProcessEnv): readonly string[] {
  const lines = output
    .split("\n")
    .filter((line) => /\S/.test(line) && !/^(ok|\?)\s/.test(line))
    .slice(0, MOST_LINES)
    .map((line) => line.slice(0, LONGEST_READ));
  return redact(lines.join("\n"), new Map(Object.entries({ API_PASSWORD })))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(0, LONGEST_LINE));
}

/**
 * What of the driver's surroundings the tests get: what Go needs to run and to fetch modules, and the user whom the tests
 * may be given. Credentials are the driver's, for AWS or anything else: tests of the API need none. In a rehearsal they
 * get the emulator's.
 */
const HANDED_ON = [
  /^(PATH|HOME|USER|TMPDIR|LANG|LC_[A-Z]+|TZ|XDG_CACHE_HOME|XDG_CONFIG_HOME)$/,
  /^(GO(?!OGLE)[A-Z0-9]*|CGO_ENABLED|CC|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  /^(HTTPS?_PROXY|NO_PROXY|ALL_PROXY)$/i,
  /^API_(EMAIL|PASSWORD)$/,
];

/** Only what the tests need of a process's environment. */
export function handedOn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => HANDED_ON.some((form) => form.test(name))));
}

/** Where an SDK would find credentials of its own accord: beneath HOME, and at the address of the machine's role. */
const NO_CREDENTIALS = {
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_CONFIG_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
};

/** API_URL, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID, STAGE; and `<QUEUE>_QUEUE_URL` by queue where it is emulated. */
export function testEnvironment(
  { target, stage, url, userPoolId, clientId, release }: Subject,
  surroundings: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...handedOn(surroundings),
    ...NO_CREDENTIALS,
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
    STAGE: stage.name,
    API_URL: addressOf({ url, path: "", emulated: emulatedOf(stage) }),
    COGNITO_USER_POOL_ID: userPoolId,
    COGNITO_CLIENT_ID: clientId,
    ...(target.kind === "aws" ? {} : { ...engineEnvironment(target), ...queueUrls(target.endpoint) }),
  };

  function queueUrls(endpoint: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.keys(release.catalog.data.queues).map((queue) => [
        `${queue.replaceAll("-", "_").toUpperCase()}_QUEUE_URL`,
        `${endpoint}/${stage.account}/${queueName(stage, release.catalog.data.queues, queue)}`,
      ]),
    );
  }
}
