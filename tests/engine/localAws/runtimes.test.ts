import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { arch, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CreateFunctionCommand, LambdaClient, type Runtime } from "@aws-sdk/client-lambda";
import type { LocalArtifact } from "../../../automation/build/artifacts/artifact";
import { packFolders } from "../../../automation/build/folders/packFolders";
import { buildPlaceholder } from "../../../automation/build/placeholder/placeholder";
import { unitOf, type FolderUnit } from "../../../automation/build/units";
import { functionSchema, type FunctionSpec } from "../../../model/catalog/schema/service";
import { ROOT, useEmulator } from "../../support/emulator/emulator";
import { invoke } from "../../support/emulator/functions";

const ACCOUNT = "123456789012";

const FILES = {
  "node/health/src/index.mjs":
    'import { answer } from "../lib/answer.mjs";\nexport const handler = async () => answer;\n',
  "node/health/lib/answer.mjs": 'export const answer = "from Node.js";\n',
  "python/workers/sync.py": "from vendored.answer import ANSWER\n\ndef handler(event, context):\n    return ANSWER\n",
  "python/workers/vendored/answer.py": 'ANSWER = "from Python"\n',
};

describe("artifacts on the local AWS", function () {
  this.timeout(300_000);
  const emulator = useEmulator();
  let root: string;
  let lambda: LambdaClient;

  before(async () => {
    lambda = new LambdaClient({
      endpoint: emulator.endpoint,
      region: "us-west-2",
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "x" },
    });
    root = await mkdtemp(join(tmpdir(), "listbackup-runtimes-"));
    for (const [name, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), text);
    }
  });
  after(() => rm(root, { recursive: true }));

  const answerOf = async (
    name: string,
    runtime: Runtime,
    handler: string,
    artifact: LocalArtifact | undefined,
    event: object = {},
  ): Promise<unknown> => {
    const zip = await readFile(join(root, "artifacts", `${artifact?.digest ?? "none"}.zip`));
    const Role = `arn:aws:iam::${ACCOUNT}:role/test`;
    const code = { Runtime: runtime, Handler: handler, Role, Code: { ZipFile: zip } };
    await lambda.send(new CreateFunctionCommand({ FunctionName: name, ...code }));
    return invoke(lambda, name, event);
  };

  const packed = async (spec: FunctionSpec): Promise<LocalArtifact | undefined> => {
    const unit = unitOf(spec) as FolderUnit;
    const { artifacts } = await packFolders({
      backend: root,
      units: [unit],
      artifactsFolder: join(root, "artifacts"),
      cacheFile: join(root, "folders.json"),
    });
    return artifacts.get(unit.name);
  };

  for (const { name, handler, runtime, entry, answer } of [
    {
      name: "node",
      handler: "./node/health",
      runtime: "nodejs22.x",
      entry: "src/index.handler",
      answer: "from Node.js",
    },
    {
      name: "python",
      handler: "./python/workers",
      runtime: "python3.13",
      entry: "sync.handler",
      answer: "from Python",
    },
  ] as const) {
    it(`answer ${answer}`, async () => {
      const artifact = await packed(functionSchema.parse({ handler, runtime, entry }));
      assert.equal(await answerOf(name, runtime, entry, artifact), answer);
    });
  }

  it("answer 501 and say that the handler failed to build", async () => {
    await mkdir(join(root, "automation", "build"), { recursive: true });
    const placeholder = join("automation", "build", "placeholder");
    await symlink(join(ROOT, placeholder), join(root, placeholder));
    const artifact = await buildPlaceholder(
      { root, architecture: arch() === "arm64" ? "arm64" : "amd64", artifactsFolder: join(root, "artifacts") },
      "failed",
    );
    const request = { httpMethod: "GET", path: "/x" };
    const answer = await answerOf("get", "provided.al2023", "bootstrap", artifact, request);
    assert.deepEqual(JSON.parse((answer as { readonly body: string }).body), {
      message: "not available: the handler failed to build",
      function: "get",
      reason: "failed",
    });
  });
});
