import { CHECKLIST } from "../../../model/checklist/items";
import { openItems } from "../../../model/checklist/openItems";
import { DeployError } from "../../../model/errors";
import { checklistSummary } from "../../ui/checklist";
import type { With } from "../deployment";
import { DONE, type StepEnd } from "../step";

/**
 * Evaluates the checklist for the release's record, and refuses a deployment that has not passed what the stage requires,
 * unless overridden by name. A rehearsal only reports: it deploys working trees without tested commits.
 * @throws DeployError CHECKLIST
 */
export async function checkList(deployment: With<"release">): Promise<StepEnd> {
  const { context, session, release, request } = deployment;
  const { evaluateChecklist } = await import("../../checklist/checklist");
  const { readingsOf } = await import("../../preflight/subject");
  const { root } = context.wiring;
  deployment.readings ??= readingsOf(root, session);
  const checklist = await evaluateChecklist({
    root,
    session,
    readings: deployment.readings,
    source: release.source,
    catalog: release.catalog,
    isBuilt: (id) => release.artifacts[id]?.kind === "handler",
    origin:
      deployment.promoted === undefined
        ? { kind: "working tree", catalog: deployment.catalog ?? release.catalog }
        : { kind: "release", checklist: deployment.promoted },
  });
  deployment.checklist = checklist;
  const { name, checklist: settings, rehearsal } = session.stage;
  const open = openItems(checklist, settings.required);
  const summary = `Checklist: ${checklistSummary(checklist)}`;
  if (settings.required.length === 0) {
    context.terminal.detail(summary);
    return DONE;
  }
  if (open.length === 0 || rehearsal !== undefined) {
    context.terminal.note(
      open.length === 0
        ? summary
        : `${summary}; ${name} requires ${open.map(({ item }) => item).join(", ")}, a rehearsal does not`,
    );
    return DONE;
  }
  const lines = open.map(({ item, state, evidence }) => `${CHECKLIST[item].title} (${item}): ${state}: ${evidence}`);
  if (request.overrides.includes("checklist")) {
    for (const line of lines) context.terminal.warn(`Overridden and recorded: ${line}`);
    return DONE;
  }
  throw new DeployError(
    "CHECKLIST",
    [`${name} requires what has not passed. Nothing was changed.`, ...lines.map((line) => `  ${line}`)].join("\n"),
    `Do what is open: \`bin/deploy checklist show ${name}\`. To deploy anyway (recorded): \`${deployment.retryCommand} --override checklist --reason <why>\`.`,
    { details: { checklist } },
  );
}
