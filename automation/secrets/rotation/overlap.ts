import { DeployError } from "../../../model/errors";
import type { RotationRequest } from "./rotation";

const HOUR_MS = 3_600_000;

/** When the overlap of an entry ends that was written at a time; null: there is no overlap. */
export function overlapEnd({ overlapHours }: { readonly overlapHours: number }, writtenAt: Date | null): Date | null {
  if (overlapHours === 0) return null;
  // An unknown time is taken as now: the previous value is rather kept than lost.
  return new Date((writtenAt ?? new Date()).getTime() + overlapHours * HOUR_MS);
}

/**
 * Refuses to lose a previous value that must still be accepted.
 * @param writtenAt when the previous value became the previous one; undefined: there is none
 * @throws DeployError SECRETS_OVERLAP
 */
export function requireOverlapOver(
  { entry, part, stage, overlap, now }: RotationRequest,
  writtenAt: Date | null | undefined,
): void {
  if (writtenAt === undefined || overlap === "overridden") return;
  const end = overlapEnd(entry, writtenAt);
  if (end === null || end <= now) return;
  const until = `${end.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  throw new DeployError(
    "SECRETS_OVERLAP",
    `The value of ${part} before the current one is accepted until ${until}, and another rotation would lose it: what was signed with it would be refused. Nothing was changed.`,
    `Repeat it after ${until}. If the old value must not be accepted any longer: \`bin/deploy secrets rotate ${stage} ${part} --override overlap --reason <why>\`.`,
  );
}
