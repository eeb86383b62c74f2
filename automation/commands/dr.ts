import { requireKnownNames } from "../../model/knownNames";
import { requireActionOptions, type ActionOption } from "./actionOptions";
import { timeForms } from "../../model/time";
import type { Command, CommandOptions, CommandResult } from "./command";

const ACTIONS = ["backup", "list", "export", "open", "restore", "failover", "failback", "drill"] as const;
type Action = (typeof ACTIONS)[number];

/** Backs a stage up into another region, and brings it up there. */
export const dr: Command = {
  name: "dr",
  summary: "back up, restore, fail over, drill",
  description:
    "Disaster recovery. backup makes a set of a stage's tables, users, parameters, release, artifacts and state in the region of its recovery stage; list shows the sets of a stage, or of all stages, and calls only that region; export writes parameters, release, state and source of a set into one encrypted file outside AWS, and open unpacks it; restore deploys the release of a set with its data to another stage; failover moves the users of a stage to its recovery stage by Route 53, and stops the functions of the old region where it responds; failback merges what was written meanwhile into the stage, and returns the users; drill restores a stage to its recovery stage as if its region were lost, measures recovery time and recovery point, and removes everything.",
  args: "<action> [stage]",
  actions: { all: ACTIONS, default: null },
  options: [
    ["--way <way>", "backup, drill: logical (reads the items; default) or native (AWS's own backups)"],
    [
      "--read-units <number>",
      "backup: read units per second of each table (default: 2000, or a quarter of its capacity)",
    ],
    ["--file <file>", "export: new file; open: exported file"],
    [
      "--from <set>",
      `restore: this set, or the newest until ${timeForms("past")}; export (default: the newest complete one); drill (default: a new one)`,
    ],
    ["--data", "export: with the items of tables, and users"],
    ["--recipient <key>", "export: public key of age that it is encrypted for (default: a passphrase)", "repeat"],
    ["--identity <file>", "export, open, restore, drill: private key of age that decrypts"],
    ["--into <folder>", "open: new folder"],
    ["--to <stage>", "restore, failover: the stage that takes over (default: its listbackup:recovery.into)"],
    ["--confirm <stage>", "restore: repeats the name of production as its target"],
    ["--override <what>", "restore: freeze, source or security: restore although it is refused; recorded", "repeat"],
    ["--source-lost", "failover: do not call the lost region at all"],
    ["--undo", "failover: return without copying data"],
    ["--remove", "drill: remove what an interrupted drill left, and run none"],
    ["--reason <text>", "restore, failover: why; recorded"],
    [
      "--dry-run",
      "backup: show what would be read, and its cost; restore, failover, failback, drill: print the steps without running them",
    ],
    ["--yes", "restore, failover, failback, drill: do not ask for approval"],
  ],
  examples: [
    "bin/deploy dr backup production",
    "bin/deploy dr list production",
    "bin/deploy dr export production --file production.age --recipient age1…",
    "bin/deploy dr restore production --from 1795000000 --to disaster-recovery",
    "bin/deploy dr failover production --dry-run",
    "bin/deploy dr failover production --source-lost --yes",
    "bin/deploy dr failback production --dry-run",
    "bin/deploy dr drill production --dry-run",
  ],
  async run(context, [actionName = "", stageName], options): Promise<CommandResult> {
    requireKnownNames("action", [actionName], ACTIONS);
    const action = actionName as Action;
    requireOptionsOf(action, options);
    switch (action) {
      case "backup":
        return (await import("./dr/backup")).backup(context, stageName, options);
      case "list":
        return (await import("./dr/list")).list(context, stageName);
      case "export":
        return (await import("./dr/export")).exportOne(context, stageName, options);
      case "open":
        return (await import("./dr/open")).openExport(context, options);
      case "restore":
        return (await import("./dr/restore")).restore(context, stageName, options);
      case "failover":
        return (await import("./dr/failover")).failover(context, stageName, options);
      case "failback":
        return (await import("./dr/failback")).failback(context, stageName, options);
      case "drill":
        return (await import("./dr/drill")).drill(context, stageName, options);
    }
  },
};

/** Actions of each option, by its name in `options`. */
const OPTION_ACTIONS: readonly ActionOption<Action>[] = [
  ["way", "--way", ["backup", "drill"]],
  ["readUnits", "--read-units", ["backup"]],
  ["file", "--file", ["export", "open"]],
  ["from", "--from", ["export", "restore", "drill"]],
  ["recipient", "--recipient", ["export"]],
  ["data", "--data", ["export"]],
  ["identity", "--identity", ["export", "open", "restore", "drill"]],
  ["into", "--into", ["open"]],
  ["to", "--to", ["restore", "failover"]],
  ["confirm", "--confirm", ["restore"]],
  ["override", "--override", ["restore"]],
  ["sourceLost", "--source-lost", ["failover"]],
  ["undo", "--undo", ["failover"]],
  ["remove", "--remove", ["drill"]],
  ["reason", "--reason", ["restore", "failover"]],
  ["dryRun", "--dry-run", ["backup", "restore", "failover", "failback", "drill"]],
  ["yes", "--yes", ["restore", "failover", "failback", "drill"]],
];

/** @throws DeployError USAGE where an option belongs to another action */
function requireOptionsOf(action: Action, options: CommandOptions): void {
  requireActionOptions("dr", action, OPTION_ACTIONS, options);
}
