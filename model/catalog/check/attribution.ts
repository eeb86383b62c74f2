import { positionText, type Finding, type Position } from "../finding";
import type { ChangedLines } from "./rule";

/** Codes of findings about unknown names. */
const UNKNOWN_NAMES = new Set(["REFERENCE_UNKNOWN", "CHECK_UNKNOWN", "SEED_TABLE"]);

/** Codes of findings that repeat for each line with the same name. */
const REPEATED = new Set([...UNKNOWN_NAMES, "SETTING_MISSING", "CHECK_ROUTE"]);

/**
 * Merges findings about the same unknown name into one with all positions, and reports a conflict between several lines at
 * the newest of them.
 */
export function attributeFindings(findings: readonly Finding[], changed: readonly ChangedLines[]): readonly Finding[] {
  return withoutRepetition(findings).map((finding) => atNewestPlace(finding, changed));
}

function withoutRepetition(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const { code, subject } = finding;
    const key = REPEATED.has(code) ? `${UNKNOWN_NAMES.has(code) ? "" : code} ${subject}` : `#${String(merged.size)}`;
    const first = merged.get(key);
    merged.set(key, first === undefined ? finding : { ...first, also: [...(first.also ?? []), ...placesOf(finding)] });
  }
  return [...merged.values()];
}

function atNewestPlace(finding: Finding, changed: readonly ChangedLines[]): Finding {
  const { also: _also, ...rest } = finding;
  const places = [...new Map(placesOf(finding).map((place) => [positionText(place), place])).values()];
  const newest = places.reduce((best, place) => (ageOf(place, changed) < ageOf(best, changed) ? place : best));
  const also = places.filter((place) => place !== newest);
  return { ...rest, ...newest, ...(also.length === 0 ? {} : { also }) };
}

function placesOf({ file, line, column, also = [] }: Finding): readonly Position[] {
  return [{ file, line, column }, ...also];
}

/** Index of the change that added a line, 0 for the newest; the number of changes if none did. */
export function ageOf({ file, line }: Position, changed: readonly ChangedLines[]): number {
  const index = changed.findIndex((lines) => lines.get(file)?.has(line) === true);
  return index < 0 ? changed.length : index;
}
