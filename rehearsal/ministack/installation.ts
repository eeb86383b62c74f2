import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeployError } from "../../model/errors";
import { failureReason, run, type Outcome } from "../../tools/command";
import { installOnce } from "../../tools/installation";
import { requirePython } from "../../tools/languages";
import { withElapsed, type Report } from "../../tools/report";

export interface Ministack {
  readonly version: string;
  /** The interpreter of its virtual environment. */
  readonly python: string;
}

const LIMIT_SECONDS = 15 * 60;

/**
 * Installs the pinned MiniStack into a virtual environment under `.tools`, unless it is there.
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
  // The interpreter is a link to the system's, which an upgrade of the system may remove.
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
 * The folder is renamed when it is complete. Scripts that pip writes into `bin` contain the first path, so they are not
 * used; the interpreter finds its packages in any folder.
 */
async function makeEnvironment(folder: string, requirements: string, title: string, report: Report): Promise<void> {
  const python = await requirePython();
  await withElapsed(report, `Installing ${title}: once, about half a minute`, async () => {
    assertSucceeded(await run(python.path, ["-m", "venv", folder], { limitSeconds: LIMIT_SECONDS }));
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", requirements];
    assertSucceeded(await run(join(folder, "bin", "python"), pip, { limitSeconds: LIMIT_SECONDS }));
  });
}

function assertSucceeded(outcome: Outcome): void {
  if (outcome.kind === "ended" && outcome.code === 0) return;
  throw new DeployError(
    "TOOLCHAIN_MINISTACK",
    `MiniStack, the rehearsal's AWS, cannot be installed: ${failureReason(outcome)}`,
    "Check that pip reaches a package index (configure a proxy or mirror in pip), then run the command again.",
  );
}
