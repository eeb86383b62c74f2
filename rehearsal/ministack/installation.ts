import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { failureReason, run, type Outcome } from "../../tools/command";
import { installOnce } from "../../tools/installation";
import { requirePython } from "../../tools/languages";
import { withElapsed, type Report } from "../../tools/report";

export interface Ministack {
  readonly version: string;
  /** The interpreter that has it. */
  readonly python: string;
}

const LIMIT_SECONDS = 15 * 60;

/**
 * The pinned MiniStack, in a virtual environment under `.tools` that is made where it is missing.
 * @param root the project's folder
 * @throws DeployError TOOLCHAIN_PYTHON, TOOLCHAIN_MINISTACK
 */
export async function ensureMinistack({
  root,
  report,
}: {
  readonly root: string;
  readonly report: Report;
}): Promise<Ministack> {
  const requirements = join(root, "rehearsal", "ministack", "requirements.txt");
  const version = pinnedVersion(requirements);
  const title = `MiniStack ${version}`;
  const place = join(root, ".tools", `ministack-${version}`);
  const python = join(place, "bin", "python");
  // The interpreter is a link to the system's, which an upgrade of the system takes away.
  const usable = (): boolean => existsSync(python);
  await installOnce(
    { place, title, usable, make: (folder) => makeEnvironment(folder, requirements, title, report) },
    report,
  );
  return { version, python };
}

function pinnedVersion(requirements: string): string {
  const version = /^ministack\[full\]==(\S+)$/m.exec(readFileSync(requirements, "utf8"))?.[1];
  if (version === undefined) throw new Error(`${requirements} does not pin ministack[full]`);
  return version;
}

/**
 * The folder is renamed when it is complete. The scripts that pip writes into `bin` name the folder by its first path,
 * so nothing uses them: the interpreter itself finds its packages wherever it lies.
 */
async function makeEnvironment(folder: string, requirements: string, title: string, report: Report): Promise<void> {
  const python = await requirePython();
  await withElapsed(report, `Installing ${title}, once: about half a minute`, async () => {
    succeed(await run(python.path, ["-m", "venv", folder], { limitSeconds: LIMIT_SECONDS }));
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", requirements];
    succeed(await run(join(folder, "bin", "python"), pip, { limitSeconds: LIMIT_SECONDS }));
  });
}

function succeed(outcome: Outcome): void {
  if (outcome.kind === "ended" && outcome.code === 0) return;
  throw new DeployError(
    "TOOLCHAIN_MINISTACK",
    `MiniStack, the rehearsal's AWS, cannot be installed: ${failureReason(outcome)}`,
    "Make sure that pip reaches a package index (a proxy or a mirror is pip's own configuration), then repeat.",
  );
}
