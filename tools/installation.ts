import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withLock } from "./lock";
import type { Report } from "./report";

export interface Installation {
  /** The folder that is to exist. Its name carries the version: a folder once made is never changed. */
  readonly place: string;
  /** What is being installed, for messages. */
  readonly title: string;
  /** Whether the folder, which exists, is still of use. @default always */
  readonly usable?: () => boolean;
  /** Fills an empty folder that is then put in place. Rejects when it cannot. */
  readonly make: (folder: string) => Promise<void>;
}

/**
 * Installs once: the folder appears atomically, and of several concurrent processes one installs while the others wait.
 * @returns whether this call installed it
 */
export async function installOnce(installation: Installation, report: Report): Promise<boolean> {
  const { place, title, usable = () => true } = installation;
  const ready = (): boolean => existsSync(place) && usable();
  if (ready()) return false;
  await mkdir(dirname(place), { recursive: true });
  const waiting = (owner: string): void => report.line(`${title} is being installed by ${owner}: waiting for it.`);
  return withLock(`${place}.lock`, waiting, async () => {
    if (ready()) return false;
    await removeUnfinished(place);
    const folder = await mkdtemp(`${place}.unfinished-`);
    try {
      await installation.make(folder);
      await rm(place, { recursive: true, force: true });
      await rename(folder, place);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return true;
  });
}

/** What an installation that was killed left behind. */
async function removeUnfinished(place: string): Promise<void> {
  const folder = dirname(place);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(place)}.unfinished-`))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}
