import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CheckOf } from "../../model/catalog/checksSchema";
import { NAMES } from "../../model/names";
import { addressOf, emulatedOf } from "../aws/health";
import { engineEnvironment } from "../aws/target";
import type { Subject } from "./subject";
import { CheckFailed, PASSED, Undecided, type Verdict } from "./verdict";

const run = promisify(execFile);
const MOST_LINES = 20;

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
    const said = `${stdout}\n${stderr}`
      .split("\n")
      .filter((line) => /\S/.test(line) && !/^(ok|\?)\s/.test(line))
      .slice(0, MOST_LINES);
    throw new CheckFailed(`go ${args.join(" ")} failed:\n${said.length === 0 ? message : said.join("\n")}`);
  }
}

/** Credentials are the driver's: tests of the API need none. In a rehearsal they get the emulator's. */
const KEPT_BACK = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"];

/** API_URL, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID, STAGE; and `<QUEUE>_QUEUE_URL` by queue where it is emulated. */
function environment({ target, stage, url, userPoolId, clientId, release }: Subject): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !KEPT_BACK.includes(name));
  return {
    ...Object.fromEntries(own),
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
