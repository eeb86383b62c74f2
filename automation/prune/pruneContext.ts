import type { PruneExclusion, PruneItem } from "../../model/prune/item";
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
