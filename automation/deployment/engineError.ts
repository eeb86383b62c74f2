import { DeployError } from "../../model/errors";
import { PHASES, phaseNumber } from "../../model/phases";
import type { EngineFailure } from "../engine/failure";
import { RESTORE_STATE } from "../engine/stack";
import { count } from "../ui/duration";

/** One failure as text: phase, resource, what was said. */
export function describeFailure(failure: EngineFailure): string {
  if (failure.resource === null) return failure.message;
  const { name, type, phase } = failure.resource;
  const spec = PHASES.find((candidate) => candidate.id === phase);
  const where = spec === undefined ? "" : `phase ${String(phaseNumber(spec.id))} ${spec.title}, `;
  return `${where}${name} (${type}): ${failure.message}`;
}

interface Remedy {
  readonly matches: RegExp;
  readonly code: "ENGINE" | "EMULATOR_NOT_RUNNING" | "IDENTITY_UNKNOWN" | "LEASE_HELD" | "DISK" | "STATE_UNREADABLE";
  readonly remedy: (again: string) => string;
}

/** What helps, by what was said. The first match wins. */
const REMEDIES: readonly Remedy[] = [
  {
    matches: /ECONNREFUSED|socket hang up|ECONNRESET|connection refused/i,
    code: "EMULATOR_NOT_RUNNING",
    remedy: (again) =>
      `The service cannot be reached. In a rehearsal start it again with \`bin/deploy rehearse\`; then finish with \`${again}\`.`,
  },
  {
    matches: /ExpiredToken|security token .*expired|credentials have expired/i,
    code: "IDENTITY_UNKNOWN",
    remedy: (again) =>
      `The credentials expired on the way. Sign in again (\`aws sso login --profile <profile>\`), then \`${again}\`.`,
  },
  {
    matches: /stack is currently locked/i,
    code: "LEASE_HELD",
    remedy: () =>
      "Another run of the engine holds this stage, or one was killed. Look with `bin/deploy status`; when it is dead the next `up` clears the lock.",
  },
  { matches: /ENOSPC|no space left/i, code: "DISK", remedy: (again) => `Make room on the disk, then \`${again}\`.` },
  {
    matches: /incorrect passphrase|failed to decrypt|could not deserialize|failed to load checkpoint|snapshot/i,
    code: "STATE_UNREADABLE",
    remedy: () => RESTORE_STATE,
  },
  {
    matches: /AccessDenied|not authorized/i,
    code: "ENGINE",
    remedy: (again) => `Give the deployment role the action named above, then \`${again}\`.`,
  },
  {
    matches: /Throttl|TooManyRequests|Rate exceeded/i,
    code: "ENGINE",
    remedy: (again) => `AWS limits the rate of calls. Nothing is lost: \`${again}\`.`,
  },
];

/** A run that failed, as the error that is shown: everything that went wrong, and the next command. */
export function engineError(failures: readonly EngineFailure[], state: string, again: string): DeployError {
  const texts = failures.map(describeFailure);
  const found = REMEDIES.find(({ matches }) => texts.some((text) => matches.test(text)));
  const shown = texts.slice(0, 10).map((text) => `  ${text}`);
  const rest = texts.length > shown.length ? [`  … and ${String(texts.length - shown.length)} more`] : [];
  return new DeployError(
    found?.code ?? "ENGINE",
    [`${count(failures.length, "failure")}:`, ...shown, ...rest, state].join("\n"),
    found?.remedy(again) ?? `Mend the cause, then \`${again}\`: it carries on from here.`,
  );
}
