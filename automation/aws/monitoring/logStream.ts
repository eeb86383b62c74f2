/** The function that writes to a log stream. */
export interface StreamOwner {
  /** Physical name of the function; null where the stream's name does not contain it */
  readonly name: string | null;
  /** null: `$LATEST` */
  readonly version: string | null;
}

/**
 * Parses the name of a log stream: `2026/11/24/<function>[<version>]<hash>` on AWS, where functions share a log group, and
 * `2026/11/24/[<version>]<hash>` on the emulator.
 */
export function streamOwner(stream: string): StreamOwner {
  const [, name = "", version = ""] = /^\d{4}\/\d{2}\/\d{2}\/([A-Za-z0-9_-]*)\[(\d*)/.exec(stream) ?? [];
  return { name: name === "" ? null : name, version: version === "" ? null : version };
}
