/** Exit codes of the command line. Few, documented and stable. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  preflight: 3,
  rolledBack: 4,
  notRolledBack: 5,
  refused: 6,
  differences: 7,
  cancelled: 8,
  leaseHeld: 9,
  verification: 10,
  inconclusive: 11,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the exit codes mean, for docs/commands.md. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "done",
  failed: "failed; the error names the state of the stage",
  usage: "usage, configuration or catalog",
  preflight: "refused by preflight or identity",
  rolledBack: "failed and rolled back: the last good release is live and verified",
  notRolledBack: "failed and not rolled back; the error names state and next command",
  refused: "refused: not approved, a freeze, the checklist, or a loss of data",
  differences: "differences found (`preview --expect-no-changes`, `refresh --check`)",
  cancelled: "cancelled",
  leaseHeld: "the stage is locked by another deployment",
  verification: "verification failed",
  inconclusive: "verification was inconclusive, and this stage does not accept that",
};

/** Codes of all expected errors, and the exit code of each. */
export const ERROR_CODES = {
  // usage, configuration, catalog
  USAGE: EXIT.usage,
  STAGE_UNKNOWN: EXIT.usage,
  CONFIG_INVALID: EXIT.usage,
  CONFIG_UNREADABLE: EXIT.usage,
  CATALOG_INVALID: EXIT.usage,
  CATALOG_UNREADABLE: EXIT.usage,
  SECRETS_INPUT: EXIT.usage,
  // preflight and identity
  TOOLCHAIN_NODE: EXIT.preflight,
  TOOLCHAIN_GO: EXIT.preflight,
  TOOLCHAIN_PYTHON: EXIT.preflight,
  TOOLCHAIN_PULUMI: EXIT.preflight,
  TOOLCHAIN_MINISTACK: EXIT.preflight,
  IDENTITY_MISMATCH: EXIT.preflight,
  IDENTITY_UNKNOWN: EXIT.preflight,
  ENDPOINT_NOT_LOOPBACK: EXIT.preflight,
  EMULATOR_NOT_RUNNING: EXIT.preflight,
  EMULATOR_START: EXIT.preflight,
  PORT_TAKEN: EXIT.preflight,
  PROVIDER_START: EXIT.preflight,
  NOT_BOOTSTRAPPED: EXIT.preflight,
  PARAMETERS_MISSING: EXIT.preflight,
  SECRETS_OVERLAP: EXIT.preflight,
  ZONE_NOT_DELEGATED: EXIT.preflight,
  PREFLIGHT: EXIT.preflight,
  ARTIFACT_MISSING: EXIT.preflight,
  ARTIFACT_ALTERED: EXIT.preflight,
  RELEASE_INVALID: EXIT.preflight,
  RELEASE_UNKNOWN: EXIT.preflight,
  RELEASE_LIVE: EXIT.preflight,
  RELEASE_FAILED: EXIT.preflight,
  RELEASE_UNVERIFIED: EXIT.preflight,
  ROLLBACK_UNFINISHED: EXIT.preflight,
  GIT_REFUSED: EXIT.preflight,
  /** GitHub's API refused a call, or the repository lets runs pass that need an approval. */
  GITHUB: EXIT.preflight,
  STATE_UNREADABLE: EXIT.preflight,
  STATE_NOT_COPIED: EXIT.preflight,
  STATE_MISSING: EXIT.preflight,
  STATE_MISMATCH: EXIT.preflight,
  BACKUP_UNKNOWN: EXIT.preflight,
  FAILOVER_OFF: EXIT.usage,
  FAILOVER_NOT_DEPLOYED: EXIT.preflight,
  RECOVERY_NOT_READY: EXIT.preflight,
  CERTIFICATE_NOT_READY: EXIT.preflight,
  NOT_FAILED_OVER: EXIT.preflight,
  RECOVERY_OFF: EXIT.preflight,
  SET_UNKNOWN: EXIT.preflight,
  SET_INCOMPLETE: EXIT.preflight,
  SET_ALTERED: EXIT.preflight,
  RESTORE_TARGET: EXIT.preflight,
  RESTORE_UNFINISHED: EXIT.preflight,
  RESTORE_DIFFERS: EXIT.verification,
  ADOPTION: EXIT.preflight,
  // building
  BUILD_FAILED: EXIT.failed,
  HANDLERS_ABSENT: EXIT.usage,
  BACKEND_MISSING: EXIT.usage,
  // running
  ENGINE: EXIT.failed,
  GATE_FAILED: EXIT.failed,
  ROLLOUT: EXIT.failed,
  AWS: EXIT.failed,
  DISK: EXIT.failed,
  MIGRATION_FAILED: EXIT.failed,
  ROTATION_CONFLICT: EXIT.failed,
  SEED_FAILED: EXIT.failed,
  MIGRATION_NO_WAY_BACK: EXIT.refused,
  ROLES_REPLACED: EXIT.refused,
  VERIFICATION: EXIT.verification,
  INCONCLUSIVE: EXIT.inconclusive,
  OBJECTIVE_MISSED: EXIT.verification,
  ROLLED_BACK: EXIT.rolledBack,
  NOT_ROLLED_BACK: EXIT.notRolledBack,
  // refusals
  APPROVAL_NEEDED: EXIT.refused,
  DECLINED: EXIT.refused,
  PROTECTED: EXIT.refused,
  DATA_LOSS: EXIT.refused,
  DRIFT_VANISHED: EXIT.refused,
  FROZEN: EXIT.refused,
  FAILED_OVER: EXIT.refused,
  RECOVERY_IN_USE: EXIT.refused,
  SOURCE_REFUSED: EXIT.refused,
  SECURITY_REFUSED: EXIT.refused,
  CHECKLIST: EXIT.refused,
  TESTS_FAILED: EXIT.failed,
  DIFFERENCES: EXIT.differences,
  CANCELLED: EXIT.cancelled,
  LEASE_HELD: EXIT.leaseHeld,
  LEASE_LOST: EXIT.leaseHeld,
  INTERNAL: EXIT.failed,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error that a user can fix.
 * @param code stable, machine-readable; decides the exit code
 * @param what what happened and the resulting state; one or more sentences, never a secret
 * @param remedy what to do next, as a command where there is one
 * @param options.details machine-readable details: `--json` prints them with the error
 */
export class DeployError extends Error {
  override readonly name = "DeployError";
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    readonly what: string,
    readonly remedy: string,
    options: { readonly cause?: unknown; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(`${what}\n${remedy}`, options);
    this.details = options.details ?? {};
  }

  get exitCode(): ExitCode {
    return ERROR_CODES[this.code];
  }
}

/** Ends a `switch` over a union: the compiler checks that every member is handled. */
export function unreachable(value: never): never {
  throw new DeployError(
    "INTERNAL",
    `Unexpected value ${JSON.stringify(value)}.`,
    "This is a bug in the tool: report it.",
  );
}
