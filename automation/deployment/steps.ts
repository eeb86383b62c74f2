import type { StageName } from "../../model/stage/name";
import { unreachable } from "../../model/errors";

/** One step of a deployment. The list is made before anything runs; `--dry-run` prints it. */
export type Step =
  | { readonly kind: "preflight" }
  | { readonly kind: "build"; readonly services: readonly string[] }
  | { readonly kind: "publish" }
  | { readonly kind: "preview" }
  | { readonly kind: "guard"; readonly allow: Allowances }
  | { readonly kind: "approve" }
  | { readonly kind: "up" }
  | { readonly kind: "verify" };

/** What the caller lets happen to resources that hold data, by the resource's name. */
export interface Allowances {
  readonly replace: readonly string[];
  readonly delete: readonly string[];
}

export interface UpRequest {
  readonly stage: StageName;
  readonly services: readonly string[];
  readonly allow: Allowances;
  /** Approved beforehand, on the command line. */
  readonly approved: boolean;
  /** Check the stage also when there is nothing to change. */
  readonly verify: boolean;
}

/** The steps of an `up`, in order. */
export function planUp(request: UpRequest): readonly Step[] {
  return [
    { kind: "preflight" },
    { kind: "build", services: request.services },
    { kind: "publish" },
    { kind: "preview" },
    { kind: "guard", allow: request.allow },
    ...(request.approved ? [] : [{ kind: "approve" } as const]),
    { kind: "up" },
    { kind: "verify" },
  ];
}

/** What a step does, for `--dry-run`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "preflight":
      return "preflight   check identity, account, bootstrap, parameters and the catalog";
    case "build":
      return `build       ${step.services.length === 0 ? "every handler that changed" : `handlers of ${step.services.join(", ")}`}`;
    case "publish":
      return "publish     upload the artifacts that the deployments bucket does not have";
    case "preview":
      return "preview     ask the engine what would change, and keep its plan";
    case "guard":
      return `guard       refuse to delete or replace what holds data${allowed(step.allow)}`;
    case "approve":
      return "approve     ask before anything changes";
    case "up":
      return "up          apply the plan, phase by phase, with a gate behind each";
    case "verify":
      return "verify      check the stage over HTTP";
    default:
      return unreachable(step);
  }
}

function allowed(allow: Allowances): string {
  const parts = [...allow.replace.map((name) => `replace ${name}`), ...allow.delete.map((name) => `delete ${name}`)];
  return parts.length === 0 ? "" : `, except: ${parts.join(", ")}`;
}
