import type { Migration } from "../../model/release/migration";
import type { AdoptionRequest } from "../engine/adoption/adoption";
import type { PreviewProduct } from "./deployment";
import type { Allowances, TrafficMode } from "./request";
import type { Step } from "./step";
import type { ReviewMode } from "./steps/review";

/*
 * The steps that most commands do not come to: those of single services, and all behind the comparison with the live release. The code
 * of each is loaded when it runs.
 */

export function selectStep(services: readonly string[]): Step<"catalog", "composition"> {
  return {
    kind: "select",
    params: { services },
    description: `take ${services.join(", ")} and what only they use; refuse shared resources that the live release lacks`,
    run: async (deployment) => (await import("./steps/compose")).selectServices(deployment, services),
  };
}

export function composeStep(services: readonly string[]): Step<"composition" | "release", "release"> {
  return {
    kind: "compose",
    params: { services },
    description: `put ${services.join(", ")} into the live release`,
    run: async (deployment) => (await import("./steps/compose")).compose(deployment, services),
  };
}

/** Of a build and of a promotion; a rollback deploys a release that has been live. */
export const checklistStep: Step<"release"> = {
  kind: "checklist",
  description: "check the list of the stage: tests, environment, migrations, API documentation, alarms",
  run: async (deployment) => (await import("./steps/checklist")).checkList(deployment),
};

export const publishStep: Step<"release" | "artifactsFolder"> = {
  kind: "publish",
  description: "upload artifacts that the deployments bucket does not have",
  run: async (deployment) => (await import("./steps/publish")).publish(deployment),
};

export function adoptStep(requests: readonly AdoptionRequest[]): Step<"engine" | "release"> {
  return {
    kind: "adopt",
    params: { resources: requests },
    description: `take over what exists in AWS: ${requests.map(({ name, id }) => `${name}=${id}`).join(", ")}`,
    run: async (deployment) => (await import("./steps/adopt")).adoptResources(deployment, requests),
  };
}

export function unprotectInStateStep(allow: Allowances): Step<"engine"> {
  return {
    kind: "unprotect",
    params: { allow, where: "state" },
    description: `let ${allowedNames(allow)} in the engine's state`,
    run: async (deployment) => (await import("./steps/unprotect")).unprotectInState(deployment, allow),
  };
}

export const previewStep: Step<"engine" | "release", PreviewProduct> = {
  kind: "preview",
  description: "preview the changes, and keep the engine's plan",
  run: async (deployment) => (await import("./steps/preview")).previewChanges(deployment),
};

export function guardStep(allow: Allowances): Step<"changes"> {
  const names = allowedNames(allow);
  return {
    kind: "guard",
    params: { allow },
    description: `refuse to delete or replace what holds data${names === "" ? "" : `, except: ${names}`}`,
    run: async (deployment) => (await import("./steps/guard")).guard(deployment, allow),
  };
}

export function reviewStep(mode: ReviewMode): Step<"release" | "changes"> {
  return {
    kind: "review",
    params: { mode },
    description:
      mode === "stop"
        ? "review the security of what is deployed: stop at findings that the stage does not allow"
        : "review the security of what would be deployed",
    run: async (deployment) => (await import("./steps/review")).reviewDeployment(deployment, mode),
  };
}

export const artifactsStep: Step<"release" | "changes"> = {
  kind: "artifacts",
  description: "verify the digests of the artifacts that change",
  run: async (deployment) => (await import("./steps/artifacts")).compareArtifacts(deployment),
};

export const approveStep: Step<never> = {
  kind: "approve",
  description: "ask for approval before the first change",
  run: async (deployment) => (await import("./steps/approve")).approve(deployment),
};

export const recordStep: Step<"caller" | "release", "record"> = {
  kind: "record",
  description: "record what is about to be deployed, by whom and why",
  run: async (deployment) => (await import("./steps/record")).beginRecord(deployment),
};

export function unprotectInAwsStep(allow: Allowances): Step<"changes"> {
  return {
    kind: "unprotect",
    params: { allow, where: "aws" },
    description: `let ${allowedNames(allow)} in AWS`,
    run: async (deployment) => (await import("./steps/unprotect")).unprotectInAws(deployment),
  };
}

export function migrateStep(when: Migration["when"]): Step<"record"> {
  return {
    kind: "migrate",
    params: { when },
    description: `run the migrations that are due ${when} the change`,
    run: async (deployment) => (await import("./steps/migrate")).migrate(deployment, when),
  };
}

const EXPANSIONS: Readonly<Record<TrafficMode, string>> = {
  gradually: "add what the new versions need, and publish them without traffic; remove nothing",
  "all at once": "restore functions that routes or Cognito triggers will call, before these change",
  "as it comes": "if the user pool gets new triggers, create their functions first",
};

export function expandStep(traffic: TrafficMode): Step<"engine" | "release" | "changes" | "record"> {
  return {
    kind: "expand",
    params: { traffic },
    description: EXPANSIONS[traffic],
    run: async (deployment) => (await import("./steps/expand")).expand(deployment, traffic),
  };
}

export const probeStep: Step<"release"> = {
  kind: "probe",
  description: "invoke the new versions by their numbers, with requests that change nothing",
  run: async (deployment) => (await import("./steps/probe")).probe(deployment),
};

export const shiftStep: Step<"record"> = {
  kind: "shift",
  description:
    "shift traffic gradually, watch errors, durations and the stage's alarm; roll back at once if a limit is exceeded",
  run: async (deployment) => (await import("./steps/shift")).shift(deployment),
};

export const contractStep: Step<"engine" | "release"> = {
  kind: "contract",
  description: "preview the remaining changes, now that the old versions have no traffic",
  run: async (deployment) => (await import("./steps/contract")).contract(deployment),
};

export const upStep: Step<"engine" | "program" | "limit" | "changes", "outputs"> = {
  kind: "up",
  description: "apply the changes, phase by phase, with a gate after each",
  run: async (deployment) => (await import("./steps/up")).up(deployment),
};

export const seedStep: Step<"release" | "record"> = {
  kind: "seed",
  description: "write seed rows that the stage does not have yet; never overwrites a row",
  run: async (deployment) => (await import("./steps/seed")).seed(deployment),
};

export const verifyStep: Step<"release" | "outputs"> = {
  kind: "verify",
  description: "verify the stage over HTTP; roll back to the last good release on a failure",
  run: async (deployment) => (await import("./steps/verify")).verify(deployment),
};

/** `replace table-users, delete queue-sync`; empty where nothing is allowed. */
function allowedNames(allow: Allowances): string {
  return [...allow.replace.map((name) => `replace ${name}`), ...allow.delete.map((name) => `delete ${name}`)].join(
    ", ",
  );
}
