import type { Catalog } from "../catalog/schema/catalog";
import { REVIEW_RULES } from "./allRules";
import { unknownPolicies } from "./policyDocument";
import type { ReviewSubject } from "./rule";
import { isStopping, SEVERITIES, type ReviewThreshold, type Severity } from "./severity";

/** A finding of the security review. */
export interface ReviewFinding {
  /** Stable, machine-readable: `BUCKET_PUBLIC`. */
  readonly code: string;
  readonly severity: Severity;
  /** A resource by its logical name, or a route. */
  readonly subject: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface Review {
  /** The most severe first. */
  readonly findings: readonly ReviewFinding[];
  /** Number of resources that were reviewed, unchanged ones included. */
  readonly resources: number;
  /** Number of findings that the catalog accepts. */
  readonly accepted: number;
  /** Resources with a policy that is known only after the deployment: the next preview reviews them. */
  readonly notReviewed: readonly string[];
}

/** Reviews the security of a release and of the resources that its deployment leaves. */
export function review(subject: ReviewSubject): Review {
  const found = REVIEW_RULES.flatMap(({ code, severity, remedy, check }) =>
    check(subject).map((hit): ReviewFinding => ({ code, severity, ...hit, remedy })),
  );
  const suppressions = suppressionsOf(subject.catalog);
  const findings = found.filter(({ code, subject: name }) => !suppressions.has(`${code} ${name}`));
  return {
    findings: [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    resources: subject.resources.length,
    accepted: found.length - findings.length,
    notReviewed: unknownPolicies(subject.resources),
  };
}

/** The findings that stop a deployment to a stage with this threshold. */
export function stoppingFindings({ findings }: Review, threshold: ReviewThreshold): readonly ReviewFinding[] {
  return findings.filter(({ severity }) => isStopping(severity, threshold));
}

/** Code and subject of the findings that the catalog's files accept with a reason. */
function suppressionsOf({ services, data, events }: Catalog): ReadonlySet<string> {
  const files = [data, events, ...Object.values(services)];
  return new Set(files.flatMap(({ accepted }) => accepted.map(({ finding }) => finding)));
}
