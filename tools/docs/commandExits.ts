import type { EXIT } from "../../model/errors";

type Exit = keyof typeof EXIT;

/** Every command has usage errors, errors of AWS and of this machine, and Ctrl-C. */
export const EXITS_OF_EVERY_COMMAND: readonly Exit[] = ["done", "failed", "usage", "preflight", "cancelled"];

const DEPLOYMENT: readonly Exit[] = [
  "rolledBack",
  "notRolledBack",
  "refused",
  "leaseHeld",
  "verification",
  "inconclusive",
];

/** What each command may end with besides. The tests of the documentation's commands compare it with what they see. */
export const EXITS_OF_COMMANDS: Readonly<Record<string, readonly Exit[]>> = {
  check: [],
  doctor: [],
  bootstrap: ["refused", "leaseHeld"],
  secrets: DEPLOYMENT,
  checklist: [],
  build: [],
  preview: ["differences"],
  up: DEPLOYMENT,
  promote: DEPLOYMENT,
  rollback: DEPLOYMENT,
  releases: [],
  verify: ["verification", "inconclusive"],
  status: [],
  logs: [],
  events: [],
  report: [],
  graph: [],
  cancel: ["leaseHeld"],
  freeze: [],
  unfreeze: [],
  refresh: ["refused", "differences", "leaseHeld"],
  "restore-state": ["refused", "leaseHeld"],
  "diff-stages": [],
  outputs: [],
  cost: [],
  prune: ["refused", "leaseHeld"],
  dr: DEPLOYMENT,
  destroy: ["refused", "leaseHeld"],
  rehearse: DEPLOYMENT,
  completion: [],
};
