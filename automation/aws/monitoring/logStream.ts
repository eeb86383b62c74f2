/** Who writes into a log stream. */
export interface StreamOwner {
  /** Physical name of the function; null where the stream does not say */
  readonly name: string | null;
  /** null: none that was published */
  readonly version: string | null;
}

/**
 * Reads a stream's name: `2026/11/24/<function>[<version>]<hash>` on AWS, where functions share a group, and
 * `2026/11/24/[<version>]<hash>` on the emulator.
 */
export function ownerOf(stream: string): StreamOwner {
  const [, name = "", version = ""] = /^\d{4}\/\d{2}\/\d{2}\/([A-Za-z0-9_-]*)\[(\d*)/.exec(stream) ?? [];
  return { name: name === "" ? null : name, version: version === "" ? null : version };
}
