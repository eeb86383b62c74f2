import type { Catalog } from "../catalog/schema/catalog";
import type { PlannedResource } from "./plannedResource";
import type { Severity } from "./severity";

/** What is reviewed: the catalog of a release, and the resources that its deployment leaves. */
export interface ReviewSubject {
  readonly catalog: Catalog;
  readonly resources: readonly PlannedResource[];
  /** A protected stage has users: rules of production apply. */
  readonly isProtected: boolean;
  /** Whether the stage has backups in another region: `listbackup:recovery`. */
  readonly recovery: "on" | "off";
}

/** What a rule found. */
export interface Hit {
  /** A resource by its logical name, or a route; with the code it is what a suppression names. */
  readonly subject: string;
  readonly reason: string;
}

/** A rule of the security review: one code, one severity. */
export interface ReviewRule {
  /** Stable: suppressions name it. */
  readonly code: string;
  readonly severity: Severity;
  /** What it finds, for the documentation. */
  readonly finds: string;
  readonly remedy: string;
  readonly check: (subject: ReviewSubject) => readonly Hit[];
}
