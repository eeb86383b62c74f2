import { unreachable } from "../../model/errors";
import type { Allowances, Step, TrafficMode, Wanted } from "./plan";

/** What a step does, for `--dry-run`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "preflight":
      return "preflight   check identity, account, bootstrap, parameters and the catalog";
    case "vary":
      return `vary        rehearse with a release that is ${step.variant}`;
    case "accept":
      return "accept      refuse a branch that the stage does not take";
    case "build":
      return `build       ${step.services.length === 0 ? "every handler that changed" : `handlers of ${step.services.join(", ")}`}`;
    case "select":
      return `select      take ${step.services.join(", ")} and what only they use; refuse what they share and the live release lacks`;
    case "compose":
      return `compose     put ${step.services.join(", ")} into the release that is live`;
    case "restore":
      return `restore     take ${step.to === null ? "the last good release" : `the release of ${String(step.to)}`}${step.services.length === 0 ? "" : ` for ${step.services.join(", ")}`}, with today's data`;
    case "fetch":
      return `fetch       take ${wanted(step.which)} of ${step.from}, same bytes`;
    case "publish":
      return "publish     upload the artifacts that the deployments bucket does not have";
    case "unprotect":
      return `unprotect   let ${allowed(step.allow).replace(", except: ", "")} in ${step.where === "state" ? "the engine's state" : "AWS"}`;
    case "preview":
      return "preview     ask the engine what would change, and keep its plan";
    case "guard":
      return `guard       refuse to delete or replace what holds data${allowed(step.allow)}`;
    case "artifacts":
      return "artifacts   compare the bytes of what changes with their digests";
    case "approve":
      return "approve     ask before anything changes";
    case "record":
      return "record      write down what is about to be deployed, by whom and why";
    case "traffic":
      return step.part === "check"
        ? "traffic     refuse where data have to be undone before the code of then can work"
        : "traffic     point the aliases at the versions of then";
    case "migrate":
      return `migrate     invoke the migrations that are due ${step.when} the change`;
    case "seed":
      return "seed        write the first rows of tables that the stage did not get yet; never over a row";
    case "expand":
      return `expand      ${EXPANSIONS[step.traffic]}`;
    case "probe":
      return "probe       invoke the new versions by their numbers, with requests that change nothing";
    case "shift":
      return "shift       move traffic share by share, watch errors, durations and the stage's alarm; back at once on a breach";
    case "contract":
      return "contract    ask the engine what is left to change now that the old versions have no traffic";
    case "up":
      return "up          apply the plan, phase by phase, with a gate behind each";
    case "verify":
      return "verify      check the stage over HTTP; go back to the last good release on a failure";
    default:
      return unreachable(step);
  }
}

function wanted(which: Wanted): string {
  switch (which.kind) {
    case "live":
      return "the live release";
    case "id":
      return `release ${String(which.id)}`;
    case "same-as-build":
      return "the release whose content equals this build";
  }
}

function allowed(allow: Allowances): string {
  const parts = [...allow.replace.map((name) => `replace ${name}`), ...allow.delete.map((name) => `delete ${name}`)];
  return parts.length === 0 ? "" : `, except: ${parts.join(", ")}`;
}

const EXPANSIONS: Readonly<Record<TrafficMode, string>> = {
  gradually: "add what the new versions need besides, and publish them without traffic; take nothing away",
  "all at once": "bring back functions that routes or Cognito triggers will lead to, before these change",
  "as it comes": "where Cognito gets triggers: bring up their functions before the user pool calls them",
};
