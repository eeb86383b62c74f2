import { DeployError } from "../../../model/errors";
import type { Change } from "../../engine/changes/change";
import type { StackOutputs } from "../../engine/run/runResult";
import { adoptOptions } from "../../engine/adoption/adoption";
import type { EngineFailure } from "../../engine/failures/engineFailure";
import { showProgress } from "../../ui/progressView";
import { signalOf, type Deployment, type Planned, type With } from "../deployment";
import type { StepEnd } from "../step";
import { engineClock } from "../engineClock";
import { PhaseClock } from "../phaseClock";
import { engineError } from "../../engine/failures/engineError";

/** Makes the changes of the preview, and no others. */
export async function up(deployment: With<"engine" | "program" | "limit" | "changes">): Promise<StepEnd<"outputs">> {
  // An interrupted run may not have written the outputs, such as the API's address.
  // What was adopted has no dependencies in the state yet.
  const { adopted = [], newest } = deployment;
  const mode = newest?.outcome === "succeeded" && adopted.length === 0 ? "as they are" : "anew";
  const outputs = await apply(deployment, deployment, mode);
  deployment.pendingChanges = [];
  return { kind: "done", gives: { outputs } };
}

/**
 * Makes planned changes. After a failure the finished part stays, and the same command continues.
 * @param outputs `anew`: run a plan without changes too, because an interrupted run may not have written its outputs
 */
export async function apply(
  deployment: With<"engine">,
  { program, limit, changes }: Pick<Planned, "program" | "limit" | "changes">,
  outputs: "as they are" | "anew" = "as they are",
): Promise<StackOutputs> {
  const { context } = deployment;
  const engine = await deployment.engine.open();
  if (changes.length === 0 && outputs === "as they are") return engine.outputs();
  const view = showProgress(context.terminal, changes, { earlier: deployment.earlierPhases ?? [] });
  const clock = engineClock("resources and gates");
  const phaseClock = (deployment.phaseClock ??= new PhaseClock());
  const result = await engine
    .up(program, {
      limit,
      onEvent: (event) => {
        view.event(event);
        clock.event(event);
        phaseClock.event(event);
        deployment.journal?.engineEvent(event);
      },
      signal: signalOf(deployment),
    })
    .finally(() => {
      view.close();
      deployment.parts?.push(...clock.parts());
    });
  switch (result.kind) {
    case "succeeded":
      return result.outputs;
    case "failed": {
      deployment.pendingChanges = pendingChangesOf(changes, result.completed);
      const state = `${String(result.completed.length)} of ${String(changes.length)} changes were made.`;
      const proofs = await pendingValidationRecords(deployment, result.failures);
      if (deployment.gateFailure instanceof DeployError)
        throw gateError(deployment.gateFailure, state, deployment.retryCommand);
      throw engineError(
        result.failures,
        [...proofs, state].join("\n"),
        deployment.retryCommand,
        await adoptable(deployment, result.failures),
      );
    }
    case "cancelled":
      deployment.pendingChanges = pendingChangesOf(changes, result.done);
      throw cancellation(
        deployment,
        `${String(result.done.length)} of ${String(changes.length)} changes were made, and are kept.`,
      );
  }
}

/** A rollback does not adopt: it restores what was deployed. */
async function adoptable(
  { session, retryCommand }: Deployment,
  failures: readonly EngineFailure[],
): Promise<readonly string[]> {
  if (!/^bin\/deploy (?:up|promote) /.test(retryCommand)) return [];
  const { adoptableResources } = await import("../../engine/adoption/adoptHint");
  return adoptOptions(await adoptableResources(session.target, failures));
}

function cancellation({ lease, retryCommand, session }: Deployment, state: string): DeployError {
  if (lease?.end?.kind === "lost") {
    return new DeployError(
      "LEASE_LOST",
      `The lease of ${session.stage.name} was broken: this deployment changes nothing more. ${state}`,
      `See the status: \`bin/deploy status ${session.stage.name}\`.`,
    );
  }
  const by = lease?.end?.kind === "cancelled" ? ` by ${lease.end.by}` : "";
  return new DeployError("CANCELLED", `Cancelled${by}: ${state}`, `Continue with \`${retryCommand}\`.`);
}

/** Logical names of planned changes that were not made. */
function pendingChangesOf(planned: readonly Change[], done: readonly Change[]): readonly string[] {
  const urns = new Set(done.map(({ urn }) => urn));
  return [...new Set(planned.flatMap(({ urn, name }) => (urns.has(urn) ? [] : [name])))];
}

/** The validation records that a pending certificate waits for. */
async function pendingValidationRecords(
  { session }: Deployment,
  failures: readonly EngineFailure[],
): Promise<readonly string[]> {
  if (!failures.some(({ resource }) => resource?.type === "aws:acm/certificateValidation:CertificateValidation"))
    return [];
  const { pendingValidationRecords, recordLine } = await import("../../aws/account/certificates");
  const records = await pendingValidationRecords(session.target, session.stage.domains.api);
  if (records.length === 0) return [];
  return ["ACM waits for these records in DNS:", ...records.map((record) => `  ${recordLine(record)}`)];
}

function gateError(gate: DeployError, state: string, retryCommand: string): DeployError {
  return new DeployError(gate.code, `${gate.what}\n${state}`, `${gate.remedy} Then \`${retryCommand}\`.`, {
    cause: gate,
  });
}
