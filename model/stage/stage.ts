import type { StageName } from "./name";
import type { StageSettings } from "./config";

/** The AWS emulator of a rehearsal. */
export interface Rehearsal {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** The provider that calls it: the project's own, or the official one if it is available. */
  readonly provider: "offline" | "official";
}

/** A stage: its name, account, region and settings. Validated. */
export interface Stage extends StageSettings {
  readonly name: StageName;
  /** Short name, for physical names: `prod`, `dr`. */
  readonly short: string;
  readonly region: string;
  /** Only in a rehearsal. */
  readonly rehearsal?: Rehearsal;
}
