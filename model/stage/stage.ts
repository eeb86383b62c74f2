import type { StageName } from "./name";
import type { StageSettings } from "./config";

/** A stage: its name, where it lives, and what its file says. Validated; inside, nothing re-checks it. */
export interface Stage extends StageSettings {
  readonly name: StageName;
  /** Name inside physical names: `dr` for disaster-recovery, otherwise the name. */
  readonly short: string;
  readonly region: string;
  /**
   * Present in a rehearsal only. `functionEndpoint` is given to functions as AWS_ENDPOINT_URL,
   * because the emulator does not do so by itself.
   */
  readonly rehearsal?: { readonly endpoint: string };
}
