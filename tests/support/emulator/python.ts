import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { requirePython } from "../../../tools/languages";
import { join } from "node:path";
import { ROOT } from "./emulator";

/** Folder of the rehearsal's Python modules. */
export const PYTHON_MODULES = join(ROOT, "rehearsal", "ministack");

/** What a piece of Python prints, as JSON. It is given `input`, and imports what closes functions in as `egress`. */
export async function python(code: string, input: unknown): Promise<unknown> {
  const { path } = await requirePython();
  const lines = ["import json, sys", "sys.path.insert(0, sys.argv[1])", "input = json.loads(sys.argv[2])", code];
  const { stdout } = await promisify(execFile)(path, [
    "-B",
    "-c",
    lines.join("\n"),
    PYTHON_MODULES,
    JSON.stringify(input),
  ]);
  return JSON.parse(stdout) as unknown;
}
