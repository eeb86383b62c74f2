import type { StageName } from "./name";
import type { StageSettings } from "./config";

/** The emulated AWS that a stage is rehearsed on. */
export interface Rehearsal {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Who speaks to it: the project's own provider, or the official one where it can be had. */
  readonly provider: "offline" | "official";
}

/** A stage: its name, where it lives, and what its file says. Validated; inside, nothing re-checks it. */
export interface Stage extends StageSettings {
  readonly name: StageName;
  /** Name inside physical names: `dr` for disaster-recovery, otherwise the name. */
  readonly short: string;
  readonly region: string;
  /** Present in a rehearsal only. */
  readonly rehearsal?: Rehearsal;
}
