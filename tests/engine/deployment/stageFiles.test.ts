import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isMap, parseDocument } from "yaml";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import { ensurePulumi } from "../../../automation/engine/toolchain/pulumi";
import { STAGES, type StageName } from "../../../model/stage/name";
import { parseStage } from "../../../model/stage/parse";
import { ROOT } from "../../support/project/project";
import { stageOf, stageText } from "../../support/release";

const execute = promisify(execFile);

/**
 * The file with every map and list below a key in flow style, and scalars of the top level without quotes. Without comments
 * there: the CLI makes invalid YAML of a flow map with comments in it.
 */
function inFlowStyle(text: string): string {
  const document = parseDocument(text);
  const config = document.get("config");
  if (!isMap(config)) throw new Error("the file has no config");
  for (const pair of config.items) {
    if (isMap(pair.value)) pair.value = document.createNode(pair.value.toJS(document), { flow: true });
  }
  config.set("listbackup:protected", config.get("listbackup:protected") === "true");
  return document.toString();
}

const withBlankLines = (text: string): string => text.replace(/^ {2}listbackup:/gm, "\n  listbackup:");

/** Changes what a stage file looks like, not what it says. */
type Command = (name: StageName) => readonly string[];

const REWRITES: Readonly<Record<string, readonly [before: (text: string) => string, command: Command]>> = {
  "after `stack init`": [(text) => text, () => ["stack", "init"]],
  "with blank lines, after `config set`": [withBlankLines, () => ["config", "set", "listbackup:release", "live"]],
  "in flow style, after `config set`": [inFlowStyle, () => ["config", "set", "listbackup:release", "live"]],
  "after its own boolean was set": [
    (text) => text,
    (name) => ["config", "set", "listbackup:protected", String(stageOf(name).protected)],
  ],
  "after its own number and boolean were set by path": [
    inFlowStyle,
    (name) => [
      ...["config", "set-all", "--path"],
      ...["--plaintext", `listbackup:drift.vanishedPercent=${String(stageOf(name).drift.vanishedPercent)}`],
      ...["--plaintext", `listbackup:data.protect=${String(stageOf(name).data.protect)}`],
    ],
  ],
};

/* The Pulumi CLI rewrites Pulumi.<stage>.yaml. The real one does so here, on a copy, with its state in a folder. */
describe("a stage file that the Pulumi CLI rewrites", function () {
  this.timeout(120_000);
  let folder = "";
  let pulumi = "";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-stage-files-"));
    await mkdir(join(folder, "state"));
    await writeFile(join(folder, "Pulumi.yaml"), `name: ${PULUMI_PROJECT}\nruntime: nodejs\n`);
    pulumi = (await ensurePulumi({ root: ROOT })).path;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const run = (name: StageName, args: readonly string[]): Promise<unknown> =>
    execute(pulumi, [...args, "--stack", name, "--non-interactive"], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "of a test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });

  async function rewritten(name: StageName, text: string, args: readonly string[]): Promise<string> {
    const file = join(folder, `Pulumi.${name}.yaml`);
    await writeFile(file, text);
    await run(name, args);
    return readFile(file, "utf8");
  }

  for (const name of STAGES) {
    for (const [how, [before, command]] of Object.entries(REWRITES)) {
      it(`reports the same for ${name}, ${how}`, async () => {
        const text = await rewritten(name, before(stageText(name)), command(name));
        assert.deepEqual(parseStage(name, `Pulumi.${name}.yaml`, text), stageOf(name));
      });
    }

    it(`of ${name} is committed as the CLI writes it`, async () => {
      await rewritten(name, stageText(name), ["config", "set", "listbackup:release", "live"]);
      await run(name, ["config", "rm", "listbackup:release"]);
      const text = await readFile(join(folder, `Pulumi.${name}.yaml`), "utf8");
      assert.equal(text.replace(/^encryptionsalt: .*\n/m, ""), stageText(name));
    });
  }
});
