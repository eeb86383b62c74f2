import { CHECKLIST_ITEMS } from "../../model/checklist/items";
import type { ReleaseDifference } from "../../model/release/difference";
import { servingRecord, type ReleaseRecord } from "../../model/release/record";
import type { Release } from "../../model/release/release";
import { clockTime, localTime, utcTime } from "../../model/time";
import { count, duration } from "./duration";
import { tableLines } from "./table";
import type { Colors } from "./terminal";

/** Columns of a terminal that a list has to fit. */
const COLUMNS = 80;

/**
 * The releases of a stage, newest first, the live one marked. Two lines per release: time and outcome; source, user and
 * reason. Fits 80 columns.
 * @param now Unix seconds
 * @param unreadable ids of releases whose record cannot be read
 */
export function releaseTable(
  records: readonly ReleaseRecord[],
  now: number,
  colors: Colors,
  unreadable: readonly number[] = [],
): readonly string[] {
  const live = knownLiveRelease(records, unreadable);
  const rows = records.map((record) => {
    const { id, outcome, endedAt, who, reason } = record;
    const took = endedAt === null ? "" : durationOf(endedAt - id);
    const why = reason === null ? "" : `: ${reason}`;
    return {
      id,
      cells: [
        id === live ? colors.green("●") : "",
        String(id),
        ...clockCells(id),
        PAINT[outcome](colors)(outcome),
        took,
      ],
      detail: `${age(now - id)} ago, ${describeOrigin(record)} ${shortCommit(record.release)}, by ${nameOf(who)}${why}`,
    };
  });
  const others = unreadable.map((id) => ({
    id,
    cells: ["", String(id), ...clockCells(id), colors.red("unreadable"), ""],
    detail: `${age(now - id)} ago`,
  }));
  const sorted = [...rows, ...others].sort((a, b) => b.id - a.id);
  const head = ["", "release", "began (local)", "UTC", "outcome", "took"];
  const [title = "", ...lines] = tableLines(
    head,
    sorted.map(({ cells }) => cells),
  );
  return [
    title,
    ...lines.flatMap((line, index) => [line, colors.dim(truncate(`   ${sorted[index]?.detail ?? ""}`, COLUMNS))]),
    `${colors.green("●")} live now   * with uncommitted changes`,
  ];
}

/** Local and UTC time, with dates. @param seconds Unix */
function clockCells(seconds: number): readonly [string, string] {
  return [localTime(seconds * 1_000), utcTime(seconds * 1_000).slice("2026-".length)];
}

/** Title of a deployment: `Release 17 of dev: rolled-back`, when it began, by whom and why. */
export function deploymentTitle({ id, stage, outcome, who, reason }: ReleaseRecord): readonly string[] {
  const why = reason === null ? "" : `: ${reason}`;
  return [
    `Release ${String(id)} of ${stage}: ${outcome}`,
    truncate(`  began ${clockTime(id * 1_000)}, by ${nameOf(who)}${why}`, 160),
    "  times below are UTC",
  ];
}

function truncate(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Id of the live release; null where there is none, or where a newer record cannot be read. */
export function knownLiveRelease(records: readonly ReleaseRecord[], unreadable: readonly number[]): number | null {
  const live = servingRecord(records)?.id ?? null;
  return live === null || unreadable.some((id) => id > live) ? null : live;
}

/** `0123abcd`, with `*` for a build with uncommitted changes. */
export function shortCommit({ source }: Release): string {
  return `${(source.commit ?? "").slice(0, 8)}${source.dirty ? "*" : ""}`;
}

const PAINT: Readonly<Record<ReleaseRecord["outcome"], (colors: Colors) => (text: string) => string>> = {
  succeeded: (colors) => colors.green,
  failed: (colors) => colors.red,
  "rolled-back": (colors) => colors.red,
  deploying: (colors) => colors.yellow,
  testing: (colors) => colors.yellow,
  "rolling-back": (colors) => colors.yellow,
  destroyed: (colors) => colors.dim,
};

/** `build`, `staging 1704067200`, `back to 1704067200`. */
export function describeOrigin({ origin, services }: ReleaseRecord): string {
  switch (origin.kind) {
    case "build":
      return services.length === 0 ? "build" : services.join(", ");
    case "promotion":
      return `from ${origin.stage}`;
    case "rollback":
      return `back to ${String(origin.to)}`;
    case "rotation":
      return `${origin.action === "undo" ? "rotation undone" : "rotation"} of ${origin.name}`;
    case "restore":
      return `restore of ${origin.stage} ${String(origin.set)}`;
  }
}

/** `3 min`, `5 h`, `12 d`. */
export function age(seconds: number): string {
  if (seconds < 3_600) return `${String(Math.max(0, Math.round(seconds / 60)))} min`;
  if (seconds < 172_800) return `${String(Math.round(seconds / 3_600))} h`;
  return `${String(Math.round(seconds / 86_400))} d`;
}

/** With seconds up to ten minutes. */
function durationOf(seconds: number): string {
  return seconds < 600 ? duration(seconds * 1_000) : age(seconds);
}

/** All details of a release. */
export function releaseLines(record: ReleaseRecord): readonly string[] {
  const { id, stage, outcome, endedAt, who, reason, replaced, origin, services, program, steps, checks, error } =
    record;
  const functions = Object.keys(record.release.artifacts).length;
  return [
    `Release ${String(id)} of ${stage}: ${outcome}`,
    `  began     ${clockTime(id * 1_000)}${endedAt === null ? "" : `, took ${duration((endedAt - id) * 1000)}`}`,
    `  source    ${describeSource(record)}`,
    `  by        ${who}, with version ${program}`,
    ...(reason === null ? [] : [`  reason    ${reason}`]),
    ...(origin.kind === "promotion" ? [`  promoted  release ${String(origin.id)} of ${origin.stage}`] : []),
    ...(origin.kind === "rollback"
      ? [`  back to   release ${String(origin.to)}${origin.automatic ? ", automatic" : ""}`]
      : []),
    ...(origin.kind === "rotation"
      ? [
          `  rotation  ${origin.name}: version ${origin.from} to ${origin.to}${origin.action === "undo" ? ", undone" : ""}`,
        ]
      : []),
    ...(origin.kind === "restore"
      ? [`  restored  release ${String(origin.id)} of ${origin.stage}, set ${String(origin.set)}, ${origin.way}`]
      : []),
    ...(record.restored === null
      ? []
      : [
          `  data      ${count(record.restored.items, "item")} in ${count(record.restored.tables, "table")}, ${count(record.restored.users, "user")}, ${count(record.restored.objects, "object")}`,
        ]),
    ...(services.length === 0 ? [] : [`  only      ${services.join(", ")}`]),
    ...(record.overrides.length === 0 ? [] : [`  overrides ${record.overrides.join(", ")}`]),
    ...(replaced === null ? [] : [`  replaced  ${String(replaced)}`]),
    `  functions ${String(functions)}`,
    ...(steps.length === 0
      ? []
      : [`  steps     ${steps.map(({ step, milliseconds }) => `${step} ${duration(milliseconds)}`).join(", ")}`]),
    ...record.adopted.map(({ name, id }) => `  adopted   ${name}: ${id}`),
    ...record.migrations.map(({ id, direction, outcome: ended }) => `  migrated  ${id}, ${direction}: ${ended}`),
    ...record.seeds.map(
      ({ table, written, existing }) =>
        `  seeded    ${table}: ${String(written)} written${existing === 0 ? "" : `, ${String(existing)} existed`}`,
    ),
    ...(checks.length === 0
      ? []
      : [`  checks    ${checks.map(({ id: check, verdict }) => `${check} ${verdict}`).join(", ")}`]),
    ...CHECKLIST_ITEMS.flatMap((item) => {
      const entry = record.checklist[item];
      return entry === undefined ? [] : [`  checklist ${item} ${entry.state}: ${entry.evidence}`];
    }),
    ...(error === null ? [] : [`  error     ${error.code}: ${error.what.split("\n")[0] ?? ""}`]),
  ];
}

/** The differences between two releases, by kind. */
export function differenceLines(differences: readonly ReleaseDifference[], colors: Colors): readonly string[] {
  if (differences.length === 0) return ["No differences."];
  const signs = { added: colors.green("+"), removed: colors.red("-"), changed: colors.yellow("~") } as const;
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => [
    `${kind}:`,
    ...differences.filter((one) => one.kind === kind).map(({ change, name }) => `  ${signs[change]} ${name}`),
  ]);
}

/** `commit 0123abcd of main`. */
export function describeSource({ release }: ReleaseRecord): string {
  const { commit, branch, dirty } = release.source;
  if (commit === null) return "built outside a git repository";
  return `commit ${commit.slice(0, 8)}${branch === null ? "" : ` of ${branch}`}${dirty ? " with uncommitted changes" : ""}`;
}

/** The last part of an ARN. */
export function nameOf(arn: string): string {
  return arn.split(/[/:]/).at(-1) ?? arn;
}
