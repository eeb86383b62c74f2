import type { CheckGroup } from "../../model/catalog/schema/checks";
import type { DeploymentEvent } from "../../model/release/event";
import type { Override } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { DeploymentHooks } from "../deployment/hooks";

/** A message for people: what the command line would print while it works. */
export interface MessageEvent {
  readonly kind: "message";
  /** Unix ms */
  readonly at: number;
  readonly level: "note" | "warning" | "detail";
  readonly text: string;
}

/** An event of a stage: of its deployment, or a message. */
export type StageEvent = DeploymentEvent | MessageEvent;

/** How a stage is opened. */
export interface StageOptions {
  /** Use the local AWS, which `bin/deploy rehearse` starts. @default false */
  readonly rehearsal?: boolean;
  /** AWS profile. @default that of AWS_PROFILE, else `listbackup.ai`, else the credentials of the environment */
  readonly profile?: string;
  /** The project's folder, with Pulumi.yaml and catalog/. @default that of LISTBACKUP_ROOT, else that of this program */
  readonly root?: string;
  /** Cancels what runs: operations in flight are finished. @default nothing cancels */
  readonly signal?: AbortSignal;
  /** Receives every event when it happens. @default no listener */
  readonly onEvent?: (event: StageEvent) => void;
}

/** What can be previewed. */
export interface PreviewOptions {
  /** Only these services. @default all */
  readonly services?: readonly string[];
  /** An earlier release instead of a build. Unix s. @default a build */
  readonly release?: number;
  /** Ask Pulumi even if nothing changed since the live release. @default false */
  readonly full?: boolean;
}

/** Of every deployment. */
export interface DeploymentOptions extends Omit<DeploymentHooks, "onEvent"> {
  /** Only these services. @default all */
  readonly services?: readonly string[];
  /** Recorded in the release. @default none */
  readonly reason?: string;
  /** Names of resources that may be replaced, which loses their data. @default none */
  readonly allowReplace?: readonly string[];
  /** Names of resources that may be deleted with their data. @default none */
  readonly allowDelete?: readonly string[];
  /** Refusals to override; each is recorded and needs a reason. @default none */
  readonly overrides?: readonly Override[];
}

export interface UpOptions extends DeploymentOptions {
  /** Deploy this earlier release instead of a build. Unix s. @default a build */
  readonly release?: number;
  /** Resources to take over: `table-users=listbackup-dev-users`. @default none */
  readonly adopt?: readonly string[];
  /** Verify the stage even without changes. @default false */
  readonly verify?: boolean;
  /** Have Pulumi preview even if nothing changed, or on an empty stage. @default false */
  readonly full?: boolean;
  /** After a failure. @default "roll-back" */
  readonly onFailure?: "roll-back" | "stop";
}

export interface PromotionOptions extends Omit<UpOptions, "release" | "services" | "verify"> {
  /** @default the first stage that the stage's file names */
  readonly from?: StageName;
  /** Id (Unix s), or the verified release whose content equals a build of the working tree. @default the live release */
  readonly release?: number | "same-as-build";
}

export interface RollbackOptions extends Omit<DeploymentOptions, "checkTraffic"> {
  /** The release, or the one that was live then. Unix s. @default the last good one */
  readonly to?: number;
  /** Shift traffic before everything else. @default false */
  readonly fast?: boolean;
}

export interface VerificationOptions {
  /** @default all */
  readonly groups?: readonly CheckGroup[];
  /** Start of the metrics, logs and traces. @default when the release was deployed, at most an hour ago */
  readonly since?: Date;
}
