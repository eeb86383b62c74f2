import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensurePulumi, findPulumi } from "../../../../../automation/engine/toolchain/pulumi";
import { DeployError } from "../../../../../model/errors";
import { restoreEnvironment } from "../../../../support/environment";

/** A Go that writes an executable to where `-o` says. */
const GO = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.8; exit 0; fi
while [ "$1" != -o ]; do shift; done
mkdir -p "$(dirname "$2")"
printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"
chmod +x "$2"
`;
const BROKEN_GO = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.8; exit 0; fi
echo "no such host: proxy" >&2
exit 1
`;

describe("the Pulumi CLI", () => {
  const before = { ...process.env };
  let root: string;
  let programs: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-toolchain-"));
    programs = join(root, "programs");
    await mkdir(programs);
    await mkdir(join(root, "tools"));
    await writeFile(
      join(root, "tools", "go.mod"),
      "require (\n\tgithub.com/pulumi/pulumi/sdk/v3 v3.259.0 // indirect\n)\n",
    );
    process.env["PATH"] = [programs, "/usr/bin", "/bin"].join(delimiter);
    process.env["LISTBACKUP_PULUMI_DOWNLOAD"] = "never";
  });
  afterEach(async () => {
    restoreEnvironment(before);
    await rm(root, { recursive: true });
  });

  const program = async (name: string, text: string): Promise<void> => {
    await writeFile(join(programs, name), text);
    await chmod(join(programs, name), 0o755);
  };
  const pulumiOnPath = (version: string): Promise<void> =>
    program("pulumi", `#!/bin/sh\necho asked >> "${join(root, "asked")}"\necho v${version}\n`);

  it("is the one on PATH where that is new enough", async () => {
    await pulumiOnPath("3.300.1");
    assert.deepEqual(await ensurePulumi({ root }), {
      path: join(programs, "pulumi"),
      version: "3.300.1",
      origin: "path",
    });
  });

  it("prints its version once", async () => {
    await pulumiOnPath("3.300.1");
    await findPulumi({ root });
    await findPulumi({ root });
    assert.equal(await readFile(join(root, "asked"), "utf8"), "asked\n");
  });

  for (const version of ["3.100.0", "4.0.0"]) {
    it(`is built where the one on PATH is ${version}`, async () => {
      await pulumiOnPath(version);
      await program("go", GO);
      const path = join(root, ".tools", "pulumi-3.259.0", "bin", "pulumi");
      assert.deepEqual(await ensurePulumi({ root }), { path, version: "3.259.0", origin: "built" });
    });
  }

  it("is not built by findPulumi", async () => {
    await program("go", GO);
    assert.equal(await findPulumi({ root }), null);
    assert.equal(existsSync(join(root, ".tools")), false);
  });

  it("reports each method that failed, with the reason", async () => {
    await pulumiOnPath("3.100.0");
    await program("go", BROKEN_GO);
    await assert.rejects(ensurePulumi({ root }), (error) => {
      assert.ok(error instanceof DeployError);
      assert.equal(error.code, "TOOLCHAIN_PULUMI");
      const reasons = [/3\.100\.0, and the SDK needs/, /LISTBACKUP_PULUMI_DOWNLOAD is never/, /no such host: proxy/];
      assert.deepEqual(
        reasons.filter((reason) => !reason.test(error.what)),
        [],
      );
      return true;
    });
  });
});
