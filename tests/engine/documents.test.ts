import { strict as assert } from "node:assert";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { EXIT } from "../../model/errors";
import { EXITS_OF_COMMANDS, EXITS_OF_EVERY_COMMAND } from "../../tools/docs/commandExits";
import { classOf } from "../support/documents/classes";
import { deployCalls, DOCUMENTS, documentCommands } from "../support/documents/commands";
import { formOf, isChanging, runSteps, type RanStep } from "../support/documents/shell";
import { preparedProject, type PreparedProject } from "../support/project/prepared";
import { ROOT } from "../support/project/project";

/** Pages in the order in which a new user reads them; all others follow. */
const FIRST = [
  "docs/getting-started.md",
  "docs/adding-a-service.md",
  "docs/daily-work.md",
  "docs/releasing.md",
  "docs/rolling-back.md",
];
const PAGES = [...FIRST, ...DOCUMENTS.filter((file) => !FIRST.includes(file))];

/*
 * The commands of all documents, in a rehearsal of the small project. Commands that only read run once in each form, and
 * those that change something each time on the first pages, so that a page's commands find what those before them left.
 */
describe("the commands of the documentation", function () {
  this.timeout(900_000);
  let project: PreparedProject;
  const forms = new Set<string>();

  before(async () => {
    project = await preparedProject();
    // Where the documents have the sample backend.
    await symlink(join(project.root, "backend"), join(project.root, "rehearsal", "backend"));
    const { exit, stderr } = await project.deploy(["rehearse", "--stages", "staging,production"]);
    assert.equal(exit, 0, stderr);
  });
  after(async () => {
    await project.remove();
  });

  async function runPage(page: string): Promise<readonly (RanStep & { readonly expected: number })[]> {
    const steps = documentCommands(page).flatMap((command) => {
      const is = classOf(command);
      if (is.kind !== "run" && is.kind !== "interrupt") return [];
      const isNew = !forms.has(formOf(command.text));
      forms.add(formOf(command.text));
      const isDue = isNew || (FIRST.includes(page) && isChanging(command.text));
      return isDue ? [{ command, interrupt: is.kind === "interrupt", expected: is.exit }] : [];
    });
    if (steps.length === 0) return [];
    const ran = await runSteps(project.root, steps, {
      ...process.env,
      LISTBACKUP_ACCESS_CHECK: "off",
      LISTBACKUP_BACKEND: join(project.root, "backend"),
      LISTBACKUP_REHEARSAL: "1",
      LISTBACKUP_ROOT: project.root,
      TOOL: ROOT,
    });
    return ran.map((step, index) => ({ ...step, expected: steps[index]?.expected ?? -1 }));
  }

  for (const page of PAGES)
    it(`run: ${page}`, async () => {
      const failed = (await runPage(page)).filter(({ exit, expected }) => exit !== expected);
      assert.deepEqual(
        failed.map(
          ({ command: { line, text }, exit, output }) => `${page}:${String(line)} ${text}\n${String(exit)}: ${output}`,
        ),
        [],
      );
    });

  it("end with exit codes that the command reference has for them", () => {
    const expected = DOCUMENTS.flatMap(documentCommands).flatMap((command) => {
      const is = classOf(command);
      const [name = ""] = deployCalls(command.text)[0] ?? [];
      return is.kind === "run" || is.kind === "interrupt" ? [{ name, exit: is.exit }] : [];
    });
    const allowed = (name: string): readonly number[] =>
      [...EXITS_OF_EVERY_COMMAND, ...(EXITS_OF_COMMANDS[name] ?? [])].map((exit) => EXIT[exit]);
    assert.deepEqual(
      expected.filter(({ name, exit }) => !allowed(name).includes(exit)),
      [],
    );
  });
});
