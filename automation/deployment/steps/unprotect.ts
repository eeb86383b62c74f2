import { count } from "../../ui/duration";
import type { With } from "../deployment";
import type { Allowances } from "../request";
import { DONE, type StepEnd } from "../step";

/**
 * The engine refuses to plan the deletion of protected resources: those that are allowed by name lose their protection. The
 * next deployment restores it.
 */
export async function unprotectInState(deployment: With<"engine">, allow: Allowances): Promise<StepEnd> {
  const engine = await deployment.engine.open();
  const unprotected = await engine.unprotect([...allow.delete, ...allow.replace]);
  if (unprotected.length > 0)
    deployment.context.terminal.warn(
      `${count(unprotected.length, "resource is", "resources are")} no longer protected: ${unprotected.join(", ")}`,
    );
  return DONE;
}

/** AWS's deletion protection is removed last, after the approval. */
export async function unprotectInAws({ session, changes, context }: With<"changes">): Promise<StepEnd> {
  const { disableTableProtection } = await import("../../aws/data/deletionProtection");
  for (const { kind, type, name } of changes) {
    const goes = kind === "delete" || kind === "replace";
    if (!goes || type !== "aws:dynamodb/table:Table") continue;
    await disableTableProtection(session.target, session.stage, name.replace(/^table-/, ""));
    context.terminal.warn(`${name} no longer has deletion protection in AWS`);
  }
  return DONE;
}
