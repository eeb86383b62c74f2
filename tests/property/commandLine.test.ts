import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { ALL_COMMANDS } from "../../cli";
import { EXIT } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { ROOT } from "../support/project/project";
import { printSeed, propertyParameters } from "../support/property";

/** Valid and invalid words of a command line, except those that start or stop an emulator. */
const WORDS: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ALL_COMMANDS.map(({ name }) => name).filter((name) => name !== "rehearse")),
  fc.constantFrom(...STAGES, "prod", "DEV", "", "../dev", "dev;ls"),
  fc.constantFrom(
    ...ALL_COMMANDS.flatMap(({ options }) => options.map(([flags]) => flags.split(" ")[0] ?? "")),
    ...["--json", "--quiet", "--verbose", "--rehearsal", "--no-color", "--profile", "--help", "--version", "--", "-x"],
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((word) => !word.includes("\u0000")),
);

/** Ignored by Git, and written again where they are missing: of Go, of tools' versions, and of parsed files. */
const CACHES = [join("home", ".config", "go"), ".tools", ".build"];

describe("any command line", function () {
  this.timeout(1_200_000);
  let root: string;
  before(() => {
    printSeed();
    root = mkdtempSync(join(tmpdir(), "listbackup-words-"));
    for (const file of ["catalog", "Pulumi.yaml", ...STAGES.map((name) => `Pulumi.${name}.yaml`)])
      cpSync(join(ROOT, file), join(root, file), { recursive: true });
    mkdirSync(join(root, "home"));
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  /** Contents of all files but caches. */
  function contents(folder: string): readonly (readonly [string, string])[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !CACHES.some((cache) => file.startsWith(join(root, cache))))
      .sort()
      .map((file) => [file, readFileSync(file, "utf8")] as const);
  }

  it("exits with a documented code, without a stack trace, and writes nothing", () => {
    const before = contents(root);
    fc.assert(
      fc.property(fc.array(WORDS, { maxLength: 6 }), (words) => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "bin", "deploy"), ...words], {
          cwd: root,
          encoding: "utf8",
          timeout: 60_000,
          stdio: ["ignore", "pipe", "pipe"],
          env: {
            PATH: process.env["PATH"],
            HOME: join(root, "home"),
            LISTBACKUP_ROOT: root,
            LISTBACKUP_BACKEND: join(root, "nowhere"),
            // No credentials, and no source of credentials.
            AWS_EC2_METADATA_DISABLED: "true",
            AWS_ENDPOINT_URL: "http://127.0.0.1:1",
            AWS_CONFIG_FILE: join(root, "none"),
            AWS_SHARED_CREDENTIALS_FILE: join(root, "none"),
          },
        });
        const output = `${stdout}\n${stderr}`;
        assert.ok(
          Object.values(EXIT).some((code) => code === status),
          `exit ${String(status)}: ${output}`,
        );
        if (!words.includes("--verbose")) assert.doesNotMatch(output, /^\s+at .*:\d+:\d+\)?$/m);
        assert.doesNotMatch(output, /INTERNAL|\[object Object\]|\bundefined\b/);
        if (words.includes("--json") && !words.includes("--help") && !words.includes("--version") && stdout !== "")
          assert.doesNotThrow(() => JSON.parse(stdout) as unknown, stdout);
      }),
      propertyParameters(25),
    );
    assert.deepEqual(contents(root), before);
  });
});
