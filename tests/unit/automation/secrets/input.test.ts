import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readValues } from "../../../../automation/secrets/input";
import { DeployError } from "../../../../model/errors";
import { ROOT } from "../../../support/project/project";

const JWT = "/listbackup/jwt-secret";
const STRIPE = "/listbackup/stripe-key";

/** What no message may hold. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

describe("values from a file", () => {
  let folder: string;
  let file: string;
  const write = async (text: string, mode = 0o600): Promise<void> => {
    await writeFile(file, text);
    await chmod(file, mode);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-values-"));
    file = join(folder, "values");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const FORMS: Readonly<Record<string, string>> = {
    YAML: `# ours\n${JWT}: abc=def\n${STRIPE}: "two words"\n`,
    JSON: `{ "${JWT}": "abc=def", "${STRIPE}": "two words" }`,
    "lines of NAME=value": `# ours\n${JWT}=abc=def\n\n${STRIPE}=two words\n`,
    "lines of NAME=value from Windows": `${JWT}=abc=def\r\n${STRIPE}=two words\r\n`,
  };
  for (const [form, text] of Object.entries(FORMS)) {
    it(`are read as ${form}`, async () => {
      await write(text);
      assert.deepEqual(await readValues(file), { [JWT]: "abc=def", [STRIPE]: "two words" });
    });
  }

  const WRONG: Readonly<Record<string, string>> = {
    "a number": `${JWT}: ${SECRET}\n${STRIPE}: 15\n`,
    "an empty text": `${JWT}: ${SECRET}\n${STRIPE}: ""\n`,
    "a list": `- ${SECRET}\n`,
    nothing: "",
    "broken YAML": `${JWT}: "${SECRET}\n`,
    "a value that reads as a tag": `${JWT}: !${SECRET}\n`,
    "a value of which a part reads as a tag": `${JWT}: !${SECRET} more\n`,
    "a value that reads as an alias": `${JWT}: *${SECRET}\n`,
    "a line without value": `${JWT}=\n${STRIPE}=${SECRET}\n`,
  };
  for (const [what, text] of Object.entries(WRONG)) {
    it(`are rejected when the file contains ${what}, without a value in the error`, async () => {
      await write(text);
      await assert.rejects(readValues(file), (error) => {
        assert.ok(error instanceof DeployError);
        assert.deepEqual(
          [error.code, String(error.stack).includes(SECRET), error.cause],
          ["SECRETS_INPUT", false, undefined],
        );
        return true;
      });
    });
  }

  it("report the parameter whose value is no text", async () => {
    await write(`${JWT}: ${SECRET}\n${STRIPE}: 15\n`);
    await assert.rejects(readValues(file), /see \/listbackup\/stripe-key\)/);
  });

  it("are not in the parser's warnings", async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): number => warnings.push(warning.message);
    process.on("warning", listen);
    try {
      await write(`${JWT}: !${SECRET}\n`);
      await readValues(file).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", listen);
    }
  });

  for (const mode of [0o640, 0o604, 0o620]) {
    it(`are rejected when the file's mode is ${mode.toString(8)}`, async () => {
      await write(`${JWT}: ${SECRET}\n`, mode);
      await assert.rejects(readValues(file), { code: "SECRETS_INPUT", what: /^Other users can read / });
    });
  }

  it("are rejected when the file does not exist", async () => {
    await assert.rejects(readValues(file), { code: "SECRETS_INPUT", what: /cannot be read: ENOENT/ });
  });

  it("are rejected when the file is a folder", async () => {
    await assert.rejects(readValues(folder), { code: "SECRETS_INPUT" });
  });
});

describe("askHidden", () => {
  /** Runs `askHidden` in a process of its own and types into it. */
  const prompt = (typed: string): Promise<{ readonly value: string; readonly terminal: string }> =>
    new Promise((resolve, reject) => {
      const script = `require("./automation/secrets/input").askHidden("${STRIPE}", "Takes money").then((text) => process.stdout.write(JSON.stringify(text)))`;
      const child = spawn(process.execPath, ["-r", join(ROOT, "tools", "register.cjs"), "-e", script], { cwd: ROOT });
      const output = { out: "", err: "" };
      child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
      child.once("error", reject);
      child.once("close", () => {
        resolve({ value: output.out, terminal: output.err });
      });
      child.stdin.end(typed);
    });

  it("returns the trimmed input", async () => {
    assert.equal((await prompt(`  ${SECRET} \n`)).value, JSON.stringify(SECRET));
  });

  it("shows name and purpose, but not the input", async () => {
    assert.equal((await prompt(`${SECRET}\n`)).terminal, `${STRIPE} (Takes money): \n`);
  });
});
