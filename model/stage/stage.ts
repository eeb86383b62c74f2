import type { StageName } from "./name";
import type { StageSettings } from "./config";
import type { RecoveryStage } from "./recoveryStage";

/** The AWS emulator of a rehearsal. */
export interface Rehearsal {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** The provider that calls it: the project's own, or the official one if it is available. */
  readonly provider: "offline" | "official";
}

/** Settings that the components need; the others are the driver's. */
type ComponentSettings = Pick<
  StageSettings,
  "account" | "domains" | "data" | "functions" | "api" | "identity" | "alarms" | "settings" | "failover"
>;

/** A stage of any name, as the components take it: its name, region, and validated settings. */
export interface AnyStage extends ComponentSettings {
  readonly name: string;
  /** Its name in physical names: `dr` for disaster-recovery. */
  readonly short: string;
  readonly region: string;
  /** Its region has replicas of the buckets. @default none */
  readonly recoveryStage?: RecoveryStage;
  /** Only in a rehearsal. */
  readonly rehearsal?: Rehearsal;
}

/** A stage that the driver deploys: one of the four with a stage file. */
export interface Stage extends AnyStage, StageSettings {
  readonly name: StageName;
}
