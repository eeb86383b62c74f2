import type { Entry, StoredEntry } from "./entry";
import { ageInDays } from "./list";
import { entryProblem } from "./values";

/** What is wrong with a parameter or secret of a stage, without its value. */
export interface SecretFinding {
  /** `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe#key` */
  readonly name: string;
  readonly code: SecretFindingCode;
  /** An error makes `secrets check` exit with 3. */
  readonly severity: "error" | "warning";
  readonly problem: string;
  readonly remedy: string;
}

type SecretFindingCode =
  "missing" | "wrong-type" | "malformed" | "too-short" | "too-old" | "overlap-over" | "not-served";

/** An existing entry with its values. */
export interface EntryValues extends StoredEntry {
  /** Value by part; null: the text does not have the part. */
  readonly values: Readonly<Record<string, string | null>>;
}

export interface CheckedStage {
  readonly stage: string;
  readonly now: Date;
}

/** Everything that is wrong with an entry. @param stored undefined: it does not exist */
export function entryFindings(
  entry: Entry,
  stored: EntryValues | undefined,
  at: CheckedStage,
): readonly SecretFinding[] {
  if (stored === undefined) return entry.kind === "required" ? [missing(entry, at)] : [];
  return [
    ...typeFindings(entry, stored, at),
    ...entry.parts.flatMap((part) => valueFindings(entry, part, stored.values[part] ?? null, at)),
    ...ageFindings(entry, stored, at),
  ];
}

function missing({ name }: Entry, { stage }: CheckedStage): SecretFinding {
  return {
    name,
    code: "missing",
    severity: "error",
    problem: "it does not exist, and functions need it",
    remedy: `Create it: \`bin/deploy secrets init ${stage}\`.`,
  };
}

/** A String is stored and shown as plain text; AWS does not change the type of a parameter. */
function typeFindings({ name, parameterType }: Entry, { type }: EntryValues, { stage }: CheckedStage) {
  if (parameterType === null || type === parameterType) return [];
  return [
    {
      name,
      code: "wrong-type",
      severity: "error",
      problem: `its type is ${type}, and the catalog says ${parameterType}`,
      remedy: `Note its value, delete it (\`aws ssm delete-parameter --name ${name}\`), and create it: \`bin/deploy secrets init ${stage}\`. If it was readable as plain text, rotate it.`,
    } as const,
  ];
}

function valueFindings(entry: Entry, part: string, value: string | null, { stage }: CheckedStage) {
  const command = entry.from === "rotation" ? "" : `\`bin/deploy secrets rotate ${stage} ${part}\``;
  const found = (code: SecretFindingCode, problem: string): SecretFinding => ({
    name: part,
    code,
    severity: "error",
    problem,
    remedy: command === "" ? "The next rotation replaces it." : `Write another value: ${command}.`,
  });
  if (value === null) return [found("malformed", "its JSON object does not have this key, or it is no JSON object")];
  const problem = entryProblem(entry, value);
  if (problem !== null) return [found("malformed", problem)];
  if (typeof entry.from !== "object" || randomBits(value) >= entry.from.random * 8) return [];
  return [
    found(
      "too-short",
      `it has ${String(randomBits(value))} bits at most, and the catalog asks for ${String(entry.from.random * 8)} random ones`,
    ),
  ];
}

/** Bits that a random value may have: of its bytes if it is Base64 or hexadecimal, otherwise of its characters. */
export function randomBits(value: string): number {
  if (/^([0-9a-f]{2})+$/i.test(value)) return value.length * 4;
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return Buffer.from(value, "base64").length * 8;
  return Buffer.byteLength(value) * 8;
}

function ageFindings(entry: Entry, { changedAt }: EntryValues, { stage, now }: CheckedStage): readonly SecretFinding[] {
  const { name, rotateAfterDays } = entry;
  const days = ageInDays(changedAt, now);
  if (rotateAfterDays === null || days === null || days <= rotateAfterDays) return [];
  return [
    {
      name,
      code: "too-old",
      severity: "warning",
      problem: `it is ${String(days)} days old, and is to be rotated after ${String(rotateAfterDays)}`,
      remedy: `Rotate it: \`bin/deploy secrets rotate ${stage} ${entry.parts[0] ?? name}\`.`,
    },
  ];
}

/** A previous value that functions still accept although its overlap is over: a leaked one would work. */
export function overlapFindings(
  current: Entry,
  previous: StoredEntry | undefined,
  { stage, now }: CheckedStage,
): readonly SecretFinding[] {
  if (current.previous === null || previous === undefined || previous.changedAt === null) return [];
  const end = previous.changedAt.getTime() + current.overlapHours * 3_600_000;
  if (end > now.getTime()) return [];
  return [
    {
      name: current.previous,
      code: "overlap-over",
      severity: "warning",
      problem: `functions still accept it, and the overlap of ${current.name} ended on ${new Date(end).toISOString().slice(0, 10)}`,
      remedy: `Delete it (\`aws ssm delete-parameter --name ${current.previous}\`), and deploy: \`bin/deploy up ${stage}\`.`,
    },
  ];
}

/** A generated parameter against what the stage serves. @param stored its value; null: it does not exist */
export function servedFindings(
  name: string,
  { stored, served }: { readonly stored: string | null; readonly served: string | null },
  { stage }: CheckedStage,
): readonly SecretFinding[] {
  if (served === null || stored === served) return [];
  return [
    {
      name,
      code: "not-served",
      severity: "error",
      problem:
        stored === null
          ? "it does not exist, and a deployment writes it"
          : `it is not ${served}, which the stage serves`,
      remedy: `See the drift: \`bin/deploy refresh ${stage} --check\`; then write it: \`bin/deploy refresh ${stage}\`.`,
    },
  ];
}
