import type { PruneExclusion, PruneItem } from "../../model/prune/item";
import type { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import type { Session } from "../session";
import type { ReleaseWindow } from "./window";

/** What the searches for unneeded things start from. */
export interface PruneContext extends Session {
  /** The project's folder. */
  readonly root: string;
  readonly window: ReleaseWindow;
  /** Unix ms */
  readonly now: number;
}

export interface Found {
  readonly items: readonly PruneItem[];
  readonly exclusions: readonly PruneExclusion[];
}

export function found(items: readonly PruneItem[]): Found {
  return { items, exclusions: [] };
}

/** Why what the releases of a stage need is not known: one of its records cannot be read. */
export function unknownNeeds(stage: StageName, { what }: DeployError): string {
  return `what a release of ${stage} needs is not known: ${what}`;
}
