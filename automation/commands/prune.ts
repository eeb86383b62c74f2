import { DeployError, EXIT } from "../../model/errors";
import { NAMED_KINDS, type PruneItem } from "../../model/prune/item";
import type { PruneContext } from "../prune/pruneContext";
import type { PrunePlan } from "../prune/prune";
import { listOption, type Command, type CommandOptions, type CommandResult, type Context } from "./command";
import type { PruneDocument } from "../documents/readings";

/** Deletes what no kept release of a stage needs. */
export const prune: Command = {
  name: "prune",
  summary: "delete what no kept release needs",
  description:
    "Delete what no kept release needs: old releases, their events and artifacts, function versions, copies of the state. " +
    "Log groups and parameters without an owner are listed, and deleted only by name.",
  args: "<stage>",
  options: [
    ["--dry-run", "list what would be deleted, with sizes and savings"],
    ["--yes", "do not ask for approval"],
    ["--allow-delete <name>", "delete this log group or parameter too, which loses its data", "repeat"],
  ],
  examples: ["bin/deploy prune dev --dry-run", "bin/deploy prune staging --yes"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { openStage } = await import("../session");
    const session = await openStage(context, stageName);
    const { stage } = session;
    const find = async (): Promise<{ readonly pruning: PruneContext; readonly plan: PrunePlan }> => {
      const { releaseWindow } = await import("../prune/window");
      const { planPrune } = await import("../prune/prune");
      const now = Date.now();
      const window = await releaseWindow(session.target, stage, Math.floor(now / 1000));
      const pruning = { ...session, root: context.wiring.root, window, now };
      return { pruning, plan: await planPrune(pruning) };
    };
    if (options["dryRun"] === true) {
      const { pruning, plan } = await find();
      return result(context, pruning, plan, chosen(plan, options, stage.name), "planned");
    }
    const { withLease } = await import("../lock/lease");
    // The lease before the search: a deployment must not start between the two.
    return withLease(context, session, { command: `prune ${stage.name}`, who: session.caller.arn }, async (held) => {
      const { pruning, plan } = await find();
      const items = chosen(plan, options, stage.name);
      if (items.length > 0) {
        await approve(held, pruning, items, options);
        const { removeItems } = await import("../prune/prune");
        await removeItems(pruning, items, held.signal);
      }
      return result(held, pruning, plan, items, "deleted");
    });
  },
};

/** @throws DeployError USAGE where a name is none of what was found */
function chosen({ items }: PrunePlan, options: CommandOptions, stage: string): readonly PruneItem[] {
  const names = listOption(options, "allowDelete");
  const named = items.filter(({ kind }) => NAMED_KINDS.includes(kind));
  const unknown = names.filter((name) => !named.some((item) => item.name === name));
  if (unknown.length > 0)
    throw new DeployError(
      "USAGE",
      `${unknown.join(", ")}: not a log group or parameter without an owner. Nothing was deleted.`,
      `List them: \`bin/deploy prune ${stage} --dry-run --verbose\`.`,
    );
  return items.filter(({ kind, name }) => !NAMED_KINDS.includes(kind) || names.includes(name));
}

async function approve(
  { terminal }: Context,
  { stage }: PruneContext,
  items: readonly PruneItem[],
  options: CommandOptions,
): Promise<void> {
  if (options["yes"] === true) return;
  const { pruneTable } = await import("../ui/prune");
  const command = `bin/deploy prune ${stage.name}`;
  if (!terminal.interactive)
    throw new DeployError(
      "APPROVAL_NEEDED",
      "Deleting needs an approval, and there is no terminal to ask on. Nothing was deleted.",
      `Look first: \`${command} --dry-run\`. Then: \`${command} --yes\`.`,
    );
  for (const line of pruneTable(items)) terminal.note(line);
  if (!(await terminal.confirm(`Delete this from ${stage.name}?`)))
    throw new DeployError("DECLINED", "Nothing was deleted.", `Look at it: \`${command} --dry-run --verbose\`.`);
}

async function result(
  { options }: Context,
  { stage, window }: PruneContext,
  { items, exclusions }: PrunePlan,
  selected: readonly PruneItem[],
  outcome: "planned" | "deleted",
): Promise<CommandResult> {
  const { bytesOf, itemLine, pruneTable, savingOf, sizeText } = await import("../ui/prune");
  const { count } = await import("../ui/duration");
  const rest = items.filter((item) => !selected.includes(item));
  const remaining = `${count(window.keptRecords.length, "release")} of ${stage.name} stay`;
  const total = `${sizeText(bytesOf(selected))}, about $${savingOf(selected).toFixed(2)} a month`;
  return {
    exit: EXIT.done,
    lines: [
      ...(selected.length === 0 ? [] : pruneTable(selected)),
      ...(options.verbose ? selected.map((item) => `  ${itemLine(item)}`) : []),
      selected.length === 0
        ? `Nothing to delete: ${remaining}.`
        : `${outcome === "deleted" ? "Deleted" : "Would delete"} ${total}; ${remaining}.`,
      ...exclusions.map(({ kind, reason }) => `Not searched: every ${kind}: ${reason}.`),
      ...(rest.length === 0 ? [] : [`Without an owner; delete them by name with --allow-delete <name>:`]),
      ...rest.map((item) => `  ${itemLine(item)}`),
    ],
    data: {
      stage: stage.name,
      outcome,
      kept: window.keptRecords.map(({ id }) => id),
      items: selected,
      withoutOwner: rest,
      exclusions,
      bytes: bytesOf(selected),
      monthlySavingUsd: savingOf(selected),
    } satisfies PruneDocument,
  };
}
