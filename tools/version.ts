/** A release number, most significant part first. */
export type Version = readonly [major: number, minor: number, patch: number];

/** The first `1.2.3` or `1.2` in a text such as a program's answer; null when there is none. */
export function parseVersion(text: string): Version | null {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
}

/** Whether a version is the same as another, or later. */
export function isAtLeast(version: Version, oldest: Version): boolean {
  for (const [index, part] of oldest.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

export function versionText(version: Version): string {
  return version.join(".");
}
