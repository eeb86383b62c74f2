import { PHASES, type PhaseId } from "../../model/phases";
import { countChanges, type Change } from "../engine/changes/change";
import type { ChangeKind } from "../engine/changes/changeKind";
import { cutList } from "../shortList";
import type { Colors } from "./terminal";

const SIGNS: Readonly<
  Record<ChangeKind, { readonly sign: string; readonly paint: "green" | "yellow" | "red" | "cyan" }>
> = {
  create: { sign: "+", paint: "green" },
  update: { sign: "~", paint: "yellow" },
  replace: { sign: "±", paint: "red" },
  delete: { sign: "-", paint: "red" },
  import: { sign: "=", paint: "cyan" },
};

/** `3 to create, 1 to update`; `no changes`. */
export function summarize(changes: readonly Change[]): string {
  const counts = countChanges(changes);
  const parts = (Object.keys(SIGNS) as ChangeKind[]).flatMap((kind) =>
    counts[kind] === 0 ? [] : [`${String(counts[kind])} to ${kind}`],
  );
  return parts.length === 0 ? "no changes" : parts.join(", ");
}

/** So many changes of a phase and kind are listed. */
const LISTED_CHANGES = 8;
/** So many changed properties of a resource are listed. */
const LISTED_PROPERTIES = 6;

interface ChangeGroup {
  readonly id: PhaseId | null;
  readonly title: string;
}

const PHASE_GROUPS: readonly ChangeGroup[] = [
  ...PHASES.map(({ id, title }) => ({ id, title })),
  { id: null, title: "Outside the phases" },
];

/**
 * The changes of a preview by phase. Lists a few of each phase and kind, and counts the others.
 * @param options.verbose lists all
 */
export function describeChanges(
  changes: readonly Change[],
  colors: Colors,
  {
    verbose = false,
    groups = PHASE_GROUPS,
  }: { readonly verbose?: boolean; readonly groups?: readonly ChangeGroup[] } = {},
): readonly string[] {
  const limit = verbose ? Infinity : LISTED_CHANGES;
  return groups.flatMap(({ id, title }) => {
    const own = changes.filter((change) => change.phase === id);
    if (own.length === 0) return [];
    const lines = (Object.keys(SIGNS) as ChangeKind[]).flatMap((kind) => {
      const same = own.filter((change) => change.kind === kind);
      const { sign, paint } = SIGNS[kind];
      const listed = same
        .slice(0, limit)
        .map((change) => `  ${colors[paint](sign)} ${change.name} ${colors.dim(detail(change, verbose))}`);
      return same.length > limit
        ? [...listed, `  ${colors[paint](sign)} … and ${String(same.length - limit)} more (all of them: --verbose)`]
        : listed;
    });
    return [`${title}: ${summarize(own)}`, ...lines];
  });
}

function detail(change: Change, verbose: boolean): string {
  const type = change.type.replace(/^aws:[^:]*:/, "");
  if (change.properties.length === 0) return type;
  return `${type} (${cutList(change.properties, verbose ? Infinity : LISTED_PROPERTIES)})`;
}

/** The data that the changes would delete, one line per loss, allowed or not. */
export function describeLosses(changes: readonly Change[]): readonly string[] {
  const losses = changes.flatMap((change) => change.losses);
  if (losses.length === 0) return [];
  return [
    "Data at risk:",
    ...losses.map(({ kind, name, lost }) => `  ${kind} ${name}: ${lost} (allow with --allow-${kind} ${name})`),
  ];
}
