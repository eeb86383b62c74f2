import { DeployError, EXIT } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { type Command, type CommandResult, type Context } from "./command";
import type { RecordedTests, ShownChecklist, WrittenDocs } from "../documents/readings";

const ACTIONS = ["show", "test", "write-docs"] as const;

/** The checklist before a deployment. */
export const checklist: Command = {
  name: "checklist",
  summary: "show the checklist before a deployment",
  description:
    "show (the default) lists the items and their evidence, test runs the backend's tests and records the result for the commit, write-docs writes the documentation of the API, docs/api/openapi.json.",
  args: "<action> [stage]",
  actions: { all: ACTIONS, default: "show" },
  options: [],
  examples: [
    "bin/deploy checklist show production",
    "bin/deploy checklist test staging",
    "bin/deploy checklist write-docs",
  ],
  async run(context, [action = "", stageName]): Promise<CommandResult> {
    requireKnownNames("action", [action], ACTIONS);
    if (action === "write-docs") return writeDocs(context);
    if (stageName === undefined)
      throw new DeployError(
        "USAGE",
        `\`checklist ${action}\` needs a stage. Nothing was done.`,
        `Name it: \`bin/deploy checklist ${action} <stage>\`.`,
      );
    return action === "test" ? testBackend(context, stageName) : show(context, stageName);
  },
};

async function writeDocs({ wiring }: Context): Promise<CommandResult> {
  const { mkdir, writeFile } = await import("node:fs/promises");
  const { dirname, join } = await import("node:path");
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  const { apiDocument } = await import("../../model/catalog/apiDocument");
  const { API_DOCS } = await import("../checklist/checklist");
  const file = join(wiring.root, API_DOCS);
  const text = apiDocument(await readProjectCatalog(wiring.root));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return { exit: EXIT.done, lines: [`Written: ${API_DOCS}`], data: { file: API_DOCS } satisfies WrittenDocs };
}

/** As `up` evaluates it, but code counts as built where its handler exists. */
async function show(context: Context, stageName: string): Promise<CommandResult> {
  const { openStage } = await import("../session");
  const { readingsOf } = await import("../preflight/subject");
  const { evaluateChecklist } = await import("../checklist/checklist");
  const { checklistLines } = await import("../ui/checklist");
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  const { missingHandlers } = await import("../build/missingHandlers");
  const { allFunctions } = await import("../../model/catalog/functions");
  const { openItems } = await import("../../model/checklist/openItems");
  const session = await openStage(context, stageName);
  const { root } = context.wiring;
  const catalog = await readProjectCatalog(root);
  const { backend, source } = await sourceOf(root);
  const missing = await missingHandlers(backend, allFunctions(catalog));
  const { name, checklist: settings } = session.stage;
  const evaluated = await evaluateChecklist({
    root,
    session,
    readings: readingsOf(root, session),
    source,
    catalog,
    isBuilt: (id) => !missing.has(id),
    origin: { kind: "working tree", catalog },
  });
  const open = openItems(evaluated, settings.required).map(({ item }) => item);
  return {
    exit: EXIT.done,
    lines: [
      ...checklistLines(evaluated, settings.required, context.terminal.colors),
      open.length === 0
        ? `Nothing on the checklist stops a deployment to ${name}.`
        : `A deployment to ${name} is refused until these have passed: ${open.join(", ")}.`,
    ],
    data: { stage: name, checklist: evaluated, required: settings.required, open } satisfies ShownChecklist,
  };
}

async function testBackend(context: Context, stageName: string): Promise<CommandResult> {
  const { openStage } = await import("../session");
  const { describeTestRun, runTests, testRecord } = await import("../checklist/runTests");
  const { writeTestRecord } = await import("../aws/buckets/testRecords");
  const { target, stage, caller } = await openStage(context, stageName);
  const { backend, source } = await sourceOf(context.wiring.root);
  const { commit, dirty } = source;
  const run = { command: stage.checklist.tests, folder: backend };
  const result = await runTests(run);
  const isRecorded = commit !== null && !dirty;
  if (isRecorded) await writeTestRecord(target, stage, testRecord(commit, run, result, caller.arn));
  const record = isRecorded
    ? `recorded for commit ${commit.slice(0, 8)}`
    : `not recorded: ${commit === null ? "the backend is not in a git repository" : "there are uncommitted changes"}`;
  const line = `${describeTestRun(run, result)}; ${record}`;
  if (result.outcome === "failed")
    throw new DeployError(
      "TESTS_FAILED",
      [...result.output, `${line}.`].join("\n"),
      `Fix them, and run again: \`bin/deploy checklist test ${stage.name}\`.`,
      { details: { commit, recorded: isRecorded } },
    );
  if (!isRecorded) context.terminal.warn(`Warning: ${record}`);
  const { milliseconds } = result;
  return {
    exit: EXIT.done,
    lines: [line],
    data: { stage: stage.name, commit, outcome: "passed", recorded: isRecorded, milliseconds } satisfies RecordedTests,
  };
}

async function sourceOf(root: string) {
  const { backendPath } = await import("../build/settings");
  const { gitSource } = await import("../build/git/gitSource");
  const { join } = await import("node:path");
  const backend = await backendPath(root);
  return { backend, source: await gitSource(backend, join(root, "catalog")) };
}
