import { bootstrap } from "./bootstrap";
import { build } from "./build";
import { cancel } from "./cancel";
import { check } from "./check";
import { checklist } from "./checklist";
import type { Command } from "./command";
import { cost } from "./cost";
import { diffStages } from "./diffStages";
import { events } from "./events";
import { destroy } from "./destroy";
import { doctor } from "./doctor";
import { dr } from "./dr";
import { freeze, unfreeze } from "./freeze";
import { graph } from "./graph";
import { logs } from "./logs";
import { outputs } from "./outputs";
import { preview } from "./preview";
import { promote } from "./promote";
import { prune } from "./prune";
import { refresh } from "./refresh";
import { releases } from "./releases";
import { report } from "./report";
import { restoreState } from "./restoreState";
import { rollback } from "./rollback";
import { secrets } from "./secrets";
import { status } from "./status";
import { up } from "./up";
import { verify } from "./verify";

/** The commands in the order of `--help`: as a new user needs them. The composition root adds `rehearse`. */
export const COMMANDS: readonly Command[] = [
  check,
  doctor,
  bootstrap,
  secrets,
  checklist,
  build,
  preview,
  up,
  promote,
  rollback,
  releases,
  verify,
  status,
  logs,
  events,
  report,
  graph,
  cancel,
  freeze,
  unfreeze,
  refresh,
  restoreState,
  diffStages,
  outputs,
  cost,
  prune,
  dr,
  destroy,
];
