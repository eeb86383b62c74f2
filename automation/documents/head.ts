/** What every document of `--json` begins with. */
export interface DocumentHead {
  /** Version of the form of all documents. A key may be added without a new version; none is renamed or removed. */
  readonly version: 1;
  /** Name of the command. */
  readonly command: string;
  /** Exit code of the command. */
  readonly exit: number;
}

/** Instead of the command's own document, where the command failed. Some errors add their findings under further keys. */
export interface FailureDocument extends DocumentHead {
  readonly error: {
    /** Stable: see docs/troubleshooting.md. */
    readonly code: string;
    /** What happened, and the state of the stage. */
    readonly what: string;
    /** What to do, with the complete next command. */
    readonly remedy: string;
  };
}
