import { mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../../tools/command";
import { parseVersion, versionText } from "../../../tools/version";

/** Version of an executable, with the size and time that show whether the file has changed. */
const probeSchema = z.object({ path: z.string(), modified: z.number(), size: z.number(), version: z.string() });
type Probe = z.infer<typeof probeSchema>;

/** A program that prints its version. */
export interface VersionedProgram {
  readonly name: string;
  readonly args: readonly string[];
}

const PULUMI: VersionedProgram = { name: "pulumi", args: ["version"] };

/**
 * The version of an executable, `3.259.0`; null where it does not run. `pulumi version` takes 0.3 s, so the result is
 * cached in `folder` until the file changes.
 */
export async function probeVersion(
  path: string,
  folder: string,
  { name, args }: VersionedProgram = PULUMI,
): Promise<string | null> {
  const file = join(folder, `${name}-on-path.json`);
  const real = await realpath(path);
  const { mtimeMs, size } = await stat(real);
  const known = await readCache(file);
  if (known !== null && known.path === real && known.modified === mtimeMs && known.size === size) return known.version;

  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const outcome = await run(real, args, { env, limitSeconds: 20 });
  const version = outcome.kind === "ended" && outcome.code === 0 ? parseVersion(outcome.stdout) : null;
  if (version === null) return null;
  await writeCache(file, folder, { path: real, modified: mtimeMs, size, version: versionText(version) });
  return versionText(version);
}

async function readCache(file: string): Promise<Probe | null> {
  try {
    return probeSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

async function writeCache(file: string, folder: string, probe: Probe): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, JSON.stringify(probe));
  } catch {
    // Without a writable folder there is no cache.
  }
}
