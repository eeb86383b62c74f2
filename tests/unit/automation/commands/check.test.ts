import { strict as assert } from "node:assert";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import picocolors from "picocolors";
import { check } from "../../../../automation/commands/check";
import type { CommandResult, Context } from "../../../../automation/commands/command";
import type { Finding } from "../../../../model/catalog/finding";
import { ROOT } from "../../../support/project/project";

describe("the command check", () => {
  let root: string;
  let warned: string[];
  const backendVariable = process.env["LISTBACKUP_BACKEND"];

  beforeEach(async () => {
    warned = [];
    root = await mkdtemp(join(tmpdir(), "listbackup-check-"));
    await cp(join(ROOT, "tests", "fixtures", "project", "catalog"), join(root, "catalog"), { recursive: true });
    await mkdir(join(root, "automation", "catalog"), { recursive: true });
    for (const shared of ["automation/catalog/gofacts", ".tools"])
      await symlink(join(ROOT, shared), join(root, shared));
    await mkdir(join(root, "backend", "cmd", "handlers", "auth", "login"), { recursive: true });
    await writeFile(join(root, "backend", "go.mod"), "module example.com/backend\n\ngo 1.24\n");
    process.env["LISTBACKUP_BACKEND"] = "backend";
  });
  afterEach(async () => {
    if (backendVariable === undefined) delete process.env["LISTBACKUP_BACKEND"];
    else process.env["LISTBACKUP_BACKEND"] = backendVariable;
    await rm(root, { recursive: true });
  });

  function run(main: string): Promise<CommandResult> {
    const context = {
      wiring: { root },
      options: { verbose: false },
      terminal: { colors: picocolors.createColors(false), warn: (text: string) => void warned.push(text) },
    } as unknown as Context;
    const file = join(root, "backend", "cmd", "handlers", "auth", "login", "main.go");
    return writeFile(file, main).then(() => check.run(context, [], {}));
  }

  it("exits with 2 where a handler reads a variable that is not set", async () => {
    const result = await run('package main\n\nimport "os"\n\nfunc main() { os.Getenv("UNSET_VARIABLE") }\n');
    assert.deepEqual([result.exit, loginCodes(result)], [2, ["VARIABLE_UNSET"]]);
  });

  it("only warns about a handler that fails to build", async () => {
    const result = await run('package main\n\nimport "os"\n\nfunc main() { os.Getenv("A"); missing() }\n');
    assert.deepEqual([result.exit, loginCodes(result)], [0, ["HANDLER_BROKEN"]]);
  });

  it("warns that the source was not checked", async () => {
    await rm(join(root, "automation"), { recursive: true });
    const { exit } = await run("package main\n\nfunc main() {}\n");
    assert.deepEqual(
      [exit, warned],
      [0, [`The Go source was not checked: its analyser is not in ${join(root, "automation", "catalog", "gofacts")}.`]],
    );
  });
});

/** Codes of the findings about the handler. */
function loginCodes({ data }: CommandResult): readonly string[] {
  const { findings } = data as { readonly findings: readonly Finding[] };
  return findings.filter(({ subject }) => subject.startsWith("auth/login")).map(({ code }) => code);
}
