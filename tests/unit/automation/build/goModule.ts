import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A Go module in a temporary folder, which needs nothing but the standard library. */
export interface GoModule {
  readonly folder: string;
  readonly write: (name: string, text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Two handlers, `users/get` and `users/list`; both print what `shared` says. */
export async function makeModule(): Promise<GoModule> {
  const folder = await mkdtemp(join(tmpdir(), "listbackup-module-"));
  const write: GoModule["write"] = async (name, text) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  await write("go.mod", "module example.com/backend\n\ngo 1.24\n");
  await write("shared/shared.go", 'package shared\n\nfunc Text() string { return "hello" }\n');
  await write("cmd/handlers/users/get/main.go", mainFile("get"));
  await write("cmd/handlers/users/list/main.go", mainFile("list"));
  return { folder, write, remove: () => rm(folder, { recursive: true }) };
}

/** A handler that compiles. */
export function mainFile(name: string): string {
  return `package main\n\nimport "example.com/backend/shared"\n\nfunc main() { println("${name}", shared.Text()) }\n`;
}

/** A handler that does not compile: it calls an undefined function. */
export function brokenFile(missing: string): string {
  return `package main\n\nfunc main() { ${missing}() }\n`;
}
