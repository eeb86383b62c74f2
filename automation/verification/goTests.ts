import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CheckOf } from "../../model/catalog/checksSchema";
import { NAMES } from "../../model/names";
import { addressOf, emulatedOf } from "../aws/health";
import { engineEnvironment } from "../aws/target";
import { shown } from "./shown";
import type { Subject } from "./subject";
import { CheckFailed, PASSED, Undecided, type Verdict } from "./verdict";

const run = promisify(execFile);
const MOST_LINES = 20;
/** characters */
const LONGEST_LINE = 500;

/** The backend's own integration tests, with what the stage exports in their environment. */
export async function checkGoTests(subject: Subject, spec: CheckOf<"go-tests">, signal: AbortSignal): Promise<Verdict> {
  if (subject.backend === null) throw new Undecided("the source of this release is not at hand");
  const args = ["test", "-count=1", `-tags=${spec.tags}`, spec.packages];
  try {
    await run("go", args, { cwd: subject.backend, env: environment(subject), maxBuffer: 1 << 26, signal });
    return PASSED;
  } catch (error) {
    const {
      code,
      stdout = "",
      stderr = "",
      message,
    } = error as { code?: unknown; stdout?: string; stderr?: string; message: string };
    if (code === "ENOENT") throw new Undecided("Go is not installed here");
    const said = shown(`${stdout}\n${stderr}`)
      .split("\n")
      .filter((line) => /\S/.test(line) && !/^(ok|\?)\s/.test(line))
      .slice(0, MOST_LINES)
      .map((line) => line.slice(0, LONGEST_LINE));
    throw new CheckFailed(`go ${args.join(" ")} failed:\n${said.length === 0 ? shown(message) : said.join("\n")}`);
  }
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

/** API_URL, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID, STAGE; and `<QUEUE>_QUEUE_URL` by queue where it is emulated. */
function environment({ target, stage, url, userPoolId, clientId, release }: Subject): NodeJS.ProcessEnv {
  return {
    ...handedOn(process.env),
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
        `${endpoint}/${stage.account}/${NAMES.queue.of(stage, queue)}`,
      ]),
    );
  }
}
