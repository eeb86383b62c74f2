import { nameOfUrn } from "../engine/changes/change";
import type { InterruptedOperation } from "../engine/recovery/recoveryPlan";
import type { RecoveryReport } from "../engine/recovery/recover";
import { count } from "./duration";

const MAX_NAMED_RESOURCES = 8;

/** The interrupted operations and their results: `Interrupted earlier: creating users, …: 3 exist and were adopted`. */
export function describeRecovery({ interrupted, vanished }: Omit<RecoveryReport, "intended">): readonly string[] {
  if (interrupted.length === 0) return ["Interrupted earlier during a recovery, which is complete now"];
  const named = interrupted.slice(0, MAX_NAMED_RESOURCES).map(({ operation, urn }) => `${operation} ${nameOfUrn(urn)}`);
  const more =
    interrupted.length > MAX_NAMED_RESOURCES ? [`${String(interrupted.length - MAX_NAMED_RESOURCES)} more`] : [];
  const results = interrupted.map((one) => (vanished.has(one.urn) ? "again" : one.result));
  const counts = RESULTS.flatMap(([result, describe]) => {
    const found = results.filter((candidate) => candidate === result).length;
    return found === 0 ? [] : [describe(found)];
  });
  return [
    `Interrupted earlier: ${[...named, ...more].join(", ")}: ${counts.join(", ")}`,
    ...interrupted.filter(({ result }) => result === "unknown").map(manualCheckLine),
  ];
}

const RESULTS: readonly (readonly [InterruptedOperation["result"], (found: number) => string])[] = [
  ["adopted", (found) => count(found, "exists and was adopted", "exist and were adopted")],
  ["kept", (found) => `${String(found)} existed before`],
  ["again", (found) => count(found, "does not exist", "do not exist")],
  ["unknown", (found) => `${count(found, "is", "are")} unknown`],
];

const manualCheckLine = ({ urn, type }: InterruptedOperation): string =>
  `${nameOfUrn(urn)} (${type}) cannot be looked up: check whether it exists in AWS, because the next up creates it again`;
