import { DeployError } from "../model/errors";
import { failureReason, locate, run } from "./command";
import { isAtLeast, parseVersion, versionText, type Version } from "./version";

export interface Tool {
  readonly path: string;
  readonly version: string;
}

/** From here on Go fetches the exact compiler that a module names. */
const OLDEST_GO: Version = [1, 21, 0];
const OLDEST_PYTHON: Version = [3, 10, 0];
const GO_REMEDY = `Install Go ${versionText(OLDEST_GO)} or newer (https://go.dev/dl) and put it on PATH.`;
const PYTHON_REMEDY = `Install Python ${versionText(OLDEST_PYTHON)} or newer with its venv module (Debian and Ubuntu: apt install python3-venv).`;
/** The first that will do is taken. */
const PYTHON_NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

/**
 * The Go compiler; null when there is none.
 * @throws DeployError TOOLCHAIN_GO when it is too old or does not run
 */
export async function findGo(): Promise<Tool | null> {
  const path = (await locate("go")) ?? (await locate("go", "/usr/local/go/bin"));
  if (path === null) return null;
  const outcome = await run(path, ["env", "GOVERSION"], { limitSeconds: 20 });
  const version = outcome.kind === "ended" && outcome.code === 0 ? parseVersion(outcome.stdout) : null;
  if (version === null)
    throw new DeployError("TOOLCHAIN_GO", `${path} does not run: ${failureReason(outcome)}`, GO_REMEDY);
  if (!isAtLeast(version, OLDEST_GO)) {
    throw new DeployError("TOOLCHAIN_GO", `Go ${versionText(version)} (${path}) is too old.`, GO_REMEDY);
  }
  return { path, version: versionText(version) };
}

/** @throws DeployError TOOLCHAIN_GO when there is none that will do */
export async function requireGo(): Promise<Tool> {
  const go = await findGo();
  if (go === null) throw new DeployError("TOOLCHAIN_GO", "Go is not installed, or not on PATH.", GO_REMEDY);
  return go;
}

/**
 * A Python that can make virtual environments; null when there is none at all.
 * @throws DeployError TOOLCHAIN_PYTHON when those there are too old or lack venv
 */
export async function findPython(): Promise<Tool | null> {
  const refused: string[] = [];
  for (const name of PYTHON_NAMES) {
    const path = await locate(name);
    if (path === null) continue;
    const found = await probePython(path);
    if ("version" in found) return found;
    refused.push(found.refused);
  }
  if (refused.length === 0) return null;
  throw new DeployError("TOOLCHAIN_PYTHON", `No Python here will do: ${refused.join("; ")}.`, PYTHON_REMEDY);
}

/** @throws DeployError TOOLCHAIN_PYTHON when there is none that will do */
export async function requirePython(): Promise<Tool> {
  const python = await findPython();
  if (python === null)
    throw new DeployError("TOOLCHAIN_PYTHON", "Python is not installed, or not on PATH.", PYTHON_REMEDY);
  return python;
}

async function probePython(path: string): Promise<Tool | { readonly refused: string }> {
  // Some systems ship `venv` without the `ensurepip` it cannot do without.
  const script = "import sys; print(sys.version.split()[0]); import venv, ensurepip";
  const outcome = await run(path, ["-c", script], { limitSeconds: 20 });
  const version = outcome.kind === "ended" ? parseVersion(outcome.stdout) : null;
  if (outcome.kind !== "ended" || version === null) return { refused: `${path} does not run` };
  if (!isAtLeast(version, OLDEST_PYTHON)) return { refused: `${path} is ${versionText(version)}, which is too old` };
  if (outcome.code !== 0) return { refused: `${path} (${versionText(version)}) has no venv module` };
  return { path, version: versionText(version) };
}
