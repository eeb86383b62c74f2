import { count } from "../../ui/duration";
import { filled, type Deployment, type StepResult } from "../deployment";
import type { Allowances } from "../plan";

/**
 * The engine refuses to plan the deletion of what it protects: what was allowed by name loses that protection, which the
 * next deployment of a catalog that has it gives back.
 */
export async function unprotectInState(deployment: Deployment, allow: Allowances): Promise<StepResult> {
  const engine = await filled(deployment, "engine");
  const unprotected = await engine.unprotect([...allow.delete, ...allow.replace]);
  if (unprotected.length > 0)
    deployment.context.terminal.warn(
      `${count(unprotected.length, "resource is", "resources are")} not protected any more: ${unprotected.join(", ")}`,
    );
  return { kind: "done" };
}

/** AWS's own protection goes last, when the plan is approved. */
export async function unprotectInAws({ session, changes = [], context }: Deployment): Promise<StepResult> {
  const { liftTableProtection } = await import("../../aws/data/deletionProtection");
  for (const { kind, type, name } of changes) {
    const goes = kind === "delete" || kind === "replace";
    if (!goes || type !== "aws:dynamodb/table:Table") continue;
    await liftTableProtection(session.target, session.stage, name.replace(/^table-/, ""));
    context.terminal.warn(`${name} may now be deleted in AWS too`);
  }
  return { kind: "done" };
}
