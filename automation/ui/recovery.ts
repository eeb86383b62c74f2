import { nameOfUrn } from "../engine/changes/change";
import type { Interrupted } from "../engine/recovery/recoveryPlan";
import type { RecoveryReport } from "../engine/recovery/recover";
import { count } from "./duration";

const NAMED = 8;

/** What was interrupted and what became of it: `Interrupted earlier: creating users, …: 3 are there and were adopted`. */
export function describeRecovery({ interrupted, vanished }: Omit<RecoveryReport, "intended">): readonly string[] {
  if (interrupted.length === 0) return ["Interrupted earlier while sorting out an interruption: that is done now"];
  const named = interrupted.slice(0, NAMED).map(({ operation, urn }) => `${operation} ${nameOfUrn(urn)}`);
  const more = interrupted.length > NAMED ? [`${String(interrupted.length - NAMED)} more`] : [];
  const fates = interrupted.map((one) => (vanished.has(one.urn) ? "again" : one.fate));
  const told = FATES.flatMap(([fate, tell]) => {
    const found = fates.filter((candidate) => candidate === fate).length;
    return found === 0 ? [] : [tell(found)];
  });
  return [
    `Interrupted earlier: ${[...named, ...more].join(", ")}: ${told.join(", ")}`,
    ...interrupted.filter(({ fate }) => fate === "unknown").map(lookByHand),
  ];
}

const FATES: readonly (readonly [Interrupted["fate"], (found: number) => string])[] = [
  ["adopted", (found) => count(found, "is there and was adopted", "are there and were adopted")],
  ["kept", (found) => count(found, "was there before", "were there before")],
  ["again", (found) => count(found, "is not", "are not")],
  ["unknown", (found) => `${count(found, "is", "are")} unknown`],
];

const lookByHand = ({ urn, type }: Interrupted): string =>
  `Nobody knows how to look for ${nameOfUrn(urn)} (${type}): see whether AWS has it, for the next up makes it again`;
