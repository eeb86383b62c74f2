import { PRICES as AWS_PRICES, storageCost, type Price } from "../../model/cost/prices";
import { PRUNE_KINDS, type PruneItem, type PruneKind } from "../../model/prune/item";
import { tableLines } from "./table";

const TITLES: Readonly<Record<PruneKind, string>> = {
  release: "releases",
  events: "events of releases",
  artifact: "artifacts",
  version: "function versions",
  "state-backup": "copies of the state",
  "table-backup": "backups of tables",
  "backup-set": "backup sets",
  "log-group": "log groups",
  parameter: "parameters",
};

/** Lambda's code storage and Parameter Store's standard parameters cost nothing. */
const STORAGE: Readonly<Partial<Record<PruneKind, Price>>> = {
  release: AWS_PRICES.s3Storage,
  events: AWS_PRICES.s3Storage,
  artifact: AWS_PRICES.s3Storage,
  "state-backup": AWS_PRICES.s3Storage,
  "table-backup": AWS_PRICES.tableBackup,
  "backup-set": AWS_PRICES.s3Storage,
  "log-group": AWS_PRICES.logStorage,
};

/** What would be deleted, a row for each kind with number, size and monthly saving. */
export function pruneTable(items: readonly PruneItem[]): readonly string[] {
  const rows = PRUNE_KINDS.flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind);
    return own.length === 0
      ? []
      : [[TITLES[kind], String(own.length), sizeText(bytesOf(own)), `$${savingOf(own).toFixed(2)}`]];
  });
  return tableLines(["what", "number", "size", "per month"], rows);
}

/** US dollars a month. */
export function savingOf(items: readonly PruneItem[]): number {
  return items.reduce((sum, { kind, bytes }) => {
    const price = STORAGE[kind];
    return price === undefined ? sum : sum + storageCost(price, bytes ?? 0);
  }, 0);
}

export function bytesOf(items: readonly PruneItem[]): number {
  return items.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** `1.4 GB` */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? String(value) : value.toFixed(1)} ${UNITS[power] ?? "B"}`;
}

/** `log-group /listbackup/dev/old (3.1 MB): the stack of dev does not have it` */
export function itemLine({ kind, name, bytes, reason }: PruneItem): string {
  return `${kind} ${name}${bytes === null ? "" : ` (${sizeText(bytes)})`}: ${reason}`;
}
