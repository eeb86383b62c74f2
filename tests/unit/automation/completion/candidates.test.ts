import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ALL_COMMANDS } from "../../../../cli";
import { candidates, splitLine } from "../../../../automation/completion/candidates";
import { STAGES } from "../../../../model/stage/name";
import { ROOT } from "../../../support/project/project";

/** Candidates at the end of `bin/deploy …`; a trailing space begins a new word. */
function at(line: string): ReturnType<typeof candidates> {
  return candidates(ALL_COMMANDS, line.split(" "));
}

function words(line: string): readonly string[] {
  const found = at(line);
  assert.equal(found.kind, "words");
  return found.kind === "words" ? found.words : [];
}

describe("the completion of a command line", () => {
  it("has the commands first", () => {
    assert.deepEqual(
      words(""),
      ALL_COMMANDS.map(({ name }) => name),
    );
    assert.deepEqual(words("help "), words(""));
  });

  it("has stages where a command takes one", () => {
    assert.deepEqual([words("up "), words("report "), words("diff-stages dev ")], [STAGES, STAGES, STAGES]);
    assert.deepEqual([words("check "), words("up dev "), words("nope ")], [[], [], []]);
  });

  it("has actions, and stages where an action is the default", () => {
    assert.deepEqual(words("releases "), ["list", "show", "diff", ...STAGES]);
    assert.deepEqual(words("secrets "), ["list", "init", "set", "check", "rotate"]);
    assert.deepEqual(words("secrets rotate "), STAGES);
  });

  it("has releases where a command takes one", () => {
    const wanted = { kind: "releases", stage: "dev" };
    assert.deepEqual([at("releases show dev "), at("releases diff dev 1704067200 ")], [wanted, wanted]);
  });

  it("has the options of the command, and the global ones", () => {
    const found = words("rollback dev --");
    assert.ok(
      ["--to", "--fast", "--json"].every((flag) => found.includes(flag)),
      found.join(" "),
    );
    assert.ok(!found.includes("--adopt"));
    assert.ok(words("--").includes("--version"));
  });

  it("has values of options", () => {
    assert.deepEqual(at("up dev --service "), { kind: "services" });
    assert.deepEqual(at("rollback staging --to "), { kind: "releases", stage: "staging" });
    assert.deepEqual(at("report dev --output "), { kind: "files" });
    assert.deepEqual(words("promote production --from "), STAGES);
    assert.deepEqual(words("up dev --reason "), []);
  });

  it("does not take the value of an option for the command or the stage", () => {
    assert.deepEqual(words("--profile up "), words(""));
    assert.deepEqual(words("up --reason dev "), STAGES);
  });

  it("has values after an equals sign, which is a word of its own in bash", () => {
    assert.deepEqual(splitLine(["up", "dev", "--service", "=", "us"]), {
      words: ["up", "dev", "--service", "us"],
      prefix: "",
    });
    assert.deepEqual(splitLine(["up", "dev", "--service", "="]).words, ["up", "dev", "--service", ""]);
    assert.deepEqual(splitLine(["up", "dev", "--service=us"]), {
      words: ["up", "dev", "--service", "us"],
      prefix: "--service=",
    });
  });

  it("prints nothing where it cannot ask", async () => {
    const line = ["completion", "words", "--", "rollback", "dev", "--rehearsal", "--to", ""];
    const { stdout, stderr } = await promisify(execFile)("bin/deploy", line, {
      cwd: ROOT,
      env: { ...process.env, LISTBACKUP_ROOT: "/nonexistent" },
    });
    assert.deepEqual([stdout.trim(), stderr], ["", ""]);
  });
});
