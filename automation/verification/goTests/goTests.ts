import { devNull } from "node:os";
import { queueName } from "../../../model/catalog/queueName";
import type { CheckOf } from "../../../model/catalog/schema/checks";
import { apiUrl, emulatedApi } from "../../aws/api/apiRequest";
import { engineEnvironment } from "../../aws/target";
import { redact } from "../../redaction/redact";
import { count } from "../../ui/duration";
import { GoTestRun } from "./goTestRun";
import { runGo } from "./goCommand";
import type { Subject } from "../subject";
import { CheckFailed, Inconclusive, type Verdict } from "../verdict";

const MAX_LINES = 20;
/** characters */
const MAX_LINE_LENGTH = 500;
/** Longer lines are cut before redaction. characters */
const MAX_LINE_INPUT = 65_536;

/**
 * Runs the backend's own integration tests: those with the check's build tags, with the stage's outputs in their
 * environment. Only packages with such tests are compiled.
 * @throws Inconclusive where there are none, or none that ran
 * @throws CheckFailed with the output of the compiler or the tests, or the progress at the time-out
 */
export async function checkGoTests(subject: Subject, spec: CheckOf<"go-tests">, signal: AbortSignal): Promise<Verdict> {
  if (subject.backend === null) throw new Inconclusive("the source of this release is not available");
  const go = { folder: subject.backend, environment: testEnvironment(subject, process.env), signal };
  const packages = await taggedPackages(go, spec);
  if (packages.length === 0)
    throw new Inconclusive(`no test in ${spec.packages} has the tags ${spec.tags.replaceAll(",", ", ")}`);
  const run = new GoTestRun(packages);
  const args = ["test", "-count=1", `-tags=${spec.tags}`, "-json", ...packages];
  const { code, stderr } = await runGo({ ...go, args, line: (line) => run.add(line) });
  if (signal.aborted) throw new CheckFailed(`go test was stopped: ${run.progress()}`);
  if (code !== 0) throw failure(`go test -tags=${spec.tags} ${spec.packages}`, [...run.failures(), ...stderr]);
  const { passed, skipped, skipReason } = run;
  if (passed > 0)
    return { kind: "passed", note: `${count(passed, "test")}${skipped === 0 ? "" : `, ${String(skipped)} skipped`}` };
  if (skipped === 0) throw new Inconclusive(`no test in ${packages.join(", ")}`);
  throw new Inconclusive(`all ${count(skipped, "test")} skipped${skipReason === "" ? "" : `: ${skipReason}`}`);
}

type Go = Omit<Parameters<typeof runGo>[0], "args" | "line">;

/** Import paths of the packages with test files that only the tags include. @throws CheckFailed */
async function taggedPackages(go: Go, { tags, packages }: CheckOf<"go-tests">): Promise<readonly string[]> {
  const list = async (...flags: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    const files = new Map<string, readonly string[]>();
    const format = "{{.ImportPath}}{{range .TestGoFiles}} {{.}}{{end}}{{range .XTestGoFiles}} {{.}}{{end}}";
    const add = (line: string): void => {
      const [path = "", ...tests] = line.split(" ");
      files.set(path, tests);
    };
    const { code, stderr } = await runGo({ ...go, args: ["list", "-e", "-f", format, ...flags, packages], line: add });
    if (code !== 0 && !go.signal.aborted) throw failure(`go list ${packages}`, stderr);
    return files;
  };
  const [all, tagged] = await Promise.all([list(), list(`-tags=${tags}`)]);
  if (go.signal.aborted) throw new CheckFailed("go list was stopped");
  return [...tagged].flatMap(([path, files]) =>
    files.some((file) => all.get(path)?.includes(file) !== true) ? [path] : [],
  );
}

/** Go's errors for a go.mod or go.sum that lacks an import. */
const OUTDATED_MODULES =
  /missing go\.sum entry|updates to go\.mod needed|cannot find module providing package|no required module provides package/;

function failure(command: string, output: readonly string[]): CheckFailed {
  const lines = failureLines(output.join("\n"), process.env);
  const tidy = OUTDATED_MODULES.test(output.join("\n"))
    ? " because go.mod is not up to date: run `go mod tidy` in the backend"
    : "";
  return new CheckFailed(`${command} failed${tidy}:\n${lines.join("\n")}`);
}

/** The first lines of an output that report failures, redacted. */
export function failureLines(output: string, { API_PASSWORD = "" }: NodeJS.ProcessEnv): readonly string[] {
  const lines = output
    .split("\n")
    .filter((line) => /\S/.test(line) && !/^(ok|\?)\s/.test(line))
    .slice(0, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE_INPUT));
  return redact(lines.join("\n"), new Map(Object.entries({ API_PASSWORD })))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.slice(0, MAX_LINE_LENGTH));
}

/**
 * Environment variables that the tests inherit: what Go needs to run and to download modules, and the user that the tests
 * may use. They get no credentials, for AWS or anything else, because tests of the API need none; in a rehearsal they get
 * the emulator's.
 */
const INHERITED_VARIABLES = [
  /^(PATH|HOME|USER|TMPDIR|LANG|LC_[A-Z]+|TZ|XDG_CACHE_HOME|XDG_CONFIG_HOME)$/,
  /^(GO(?!OGLE)[A-Z0-9]*|CGO_ENABLED|CC|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  /^(HTTPS?_PROXY|NO_PROXY|ALL_PROXY)$/i,
  /^API_(EMAIL|PASSWORD)$/,
];

/** The part of a process's environment that the tests inherit. */
export function inheritedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => INHERITED_VARIABLES.some((pattern) => pattern.test(name))),
  );
}

/** Turns off the default credential providers of SDKs: files in HOME, and the metadata service. */
const NO_CREDENTIALS = {
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_CONFIG_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
};

/** API_URL, for an additional API API_URL_<PATH>, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID, STAGE; in a rehearsal also `<QUEUE>_QUEUE_URL` for each queue. */
export function testEnvironment(
  { target, stage, url, apis = [], userPoolId, clientId, release }: Subject,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...inheritedEnvironment(environment),
    ...NO_CREDENTIALS,
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
    STAGE: stage.name,
    API_URL: apiUrl({ url, path: "", emulated: emulatedApi(stage) }),
    ...Object.fromEntries(
      apis.map((api) => [
        `API_URL${api.path.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`,
        apiUrl({ url: api.url, path: "", emulated: emulatedApi(stage) }),
      ]),
    ),
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
