import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateFunctionCommand, InvokeCommand, type Runtime } from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";

/** What a function is made of, in the test emulator. */
export interface TestFunction {
  readonly name: string;
  readonly runtime: Runtime;
  readonly handler: string;
  /** By path. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The bootstrap of a Go handler, compiled for this machine, as the emulator runs it. */
export async function goFiles(module: string, handler: string): Promise<TestFunction["files"]> {
  const folder = await mkdtemp(join(tmpdir(), "listbackup-go-"));
  try {
    const bootstrap = join(folder, "bootstrap");
    const flags = ["-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w"];
    await promisify(execFile)("go", ["build", ...flags, "-o", bootstrap, `./${handler}`], {
      cwd: module,
      env: { ...process.env, CGO_ENABLED: "0" },
    });
    return { bootstrap: await readFile(bootstrap) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of a folder. */
export async function folderFiles(folder: string): Promise<TestFunction["files"]> {
  const names = await readdir(folder);
  const read = async (name: string): Promise<[string, Uint8Array]> => [name, await readFile(join(folder, name))];
  return Object.fromEntries(await Promise.all(names.map(read)));
}

export async function createFunction(client: LambdaClient, account: string, one: TestFunction): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName: one.name,
      Runtime: one.runtime,
      Handler: one.handler,
      Role: `arn:aws:iam::${account}:role/test`,
      Timeout: 60,
      Code: { ZipFile: zipSync({ ...one.files }, { level: 1 }) },
      Environment: { Variables: { ...one.environment } },
    }),
  );
}

/** What a function answers. A failed invocation is an error with what it says. */
export async function invoke(client: LambdaClient, name: string, event: object): Promise<unknown> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  );
  const text = Payload === undefined ? "" : Buffer.from(Payload).toString("utf8");
  if (FunctionError !== undefined) throw new Error(`${name}: ${text}`);
  return JSON.parse(text) as unknown;
}
