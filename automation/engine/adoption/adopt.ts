import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { AwsLocation } from "../recovery/identity";
import type { RecoveryRefreshResult } from "../recovery/recover";
import type { ExportedState, ResourceState } from "../state/exportedState";
import type { EngineFailure } from "../failures/engineFailure";
import { withUnreadInputs } from "../recovery/unreadInputs";
import { adoptionRefused, type Adopted, type AdoptionRequest } from "./adoption";
import { arnProblem } from "./adoptionId";
import { adoptionCandidates, stateWithCandidates, type Candidate, type IdForm } from "./adoptionPlan";
import { previewedResources } from "./previewedResources";

/** Ports of an adoption. */
export interface AdoptionPorts extends AwsLocation {
  /** The stage's name: a resource with another one in its tag `Stage` is not adopted. */
  readonly stage: string;
  readonly idForm: IdForm;
  /** Events of a preview of the program. */
  readonly preview: () => Promise<PreviewEvents>;
  /** Null for an empty stack. */
  readonly read: () => Promise<ExportedState | null>;
  readonly write: (state: ExportedState) => Promise<void>;
  /** Reads the resources with these URNs from AWS into the state. */
  readonly refresh: (urns: readonly string[]) => Promise<RecoveryRefreshResult>;
}

type PreviewEvents =
  | { readonly kind: "succeeded"; readonly events: readonly EngineEvent[] }
  | { readonly kind: "failed"; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled" };

export type AdoptionResult =
  | { readonly kind: "adopted"; readonly resources: readonly Adopted[] }
  | { readonly kind: "failed"; readonly failures: readonly EngineFailure[] }
  | { readonly kind: "cancelled" };

/**
 * Takes resources that exist in AWS into the state of a stack. Nothing is changed in AWS. Where one of them is not there, or is
 * not what it should be, the state becomes what it was.
 * @throws DeployError USAGE, ADOPTION
 */
export async function adopt(requests: readonly AdoptionRequest[], ports: AdoptionPorts): Promise<AdoptionResult> {
  const preview = await ports.preview();
  if (preview.kind !== "succeeded") return preview;
  const planned = previewedResources(preview.events);
  const before = await ports.read();
  const candidates = adoptionCandidates(requests, planned, before, ports, ports.idForm);
  if (candidates.length === 0) return { kind: "adopted", resources: [] };
  const old = before ?? EMPTY_STATE;
  await ports.write(stateWithCandidates(old, candidates, planned));
  const result = await readCandidates(candidates, ports).catch(async (error: unknown) => {
    await ports.write(old);
    throw error;
  });
  if (result.kind !== "adopted") await ports.write(old);
  return result;
}

const EMPTY_STATE: ExportedState = { version: 3, deployment: { resources: [] } };

async function readCandidates(candidates: readonly Candidate[], ports: AdoptionPorts): Promise<AdoptionResult> {
  const urns = candidates.map(({ planned }) => planned.urn);
  const refreshed = await ports.refresh(urns);
  if (refreshed.kind === "cancelled") return { kind: "cancelled" };
  if (refreshed.kind === "failed") return { kind: "failed", failures: refreshed.failures };
  const state = await ports.read();
  const found = new Map((state?.deployment.resources ?? []).map((resource) => [resource.urn, resource]));
  const missing = candidates.filter(({ planned: { urn } }) => refreshed.vanished.has(urn) || !found.has(urn));
  if (missing.length > 0)
    throw adoptionRefused(
      `AWS has no ${missing.map(({ planned, id }) => `${id} (${planned.type}, for ${planned.name})`).join(", no ")}.`,
      "Correct the id, or leave out this --adopt: the deployment then creates the resource.",
    );
  const adopted = candidates.map(({ planned }) => ({ planned, resource: found.get(planned.urn) as ResourceState }));
  for (const { planned, resource } of adopted) assertOwn(planned.name, resource, ports);
  // Inputs that no read returns are written again by the next run.
  if (state !== null) await ports.write(withRewrittenInputs(state, new Set(urns)));
  return {
    kind: "adopted",
    resources: adopted.map(({ planned: { name, type }, resource }) => ({ name, type, id: resource.id ?? "" })),
  };
}

function withRewrittenInputs(state: ExportedState, urns: ReadonlySet<string>): ExportedState {
  const resources = (state.deployment.resources ?? []).map((resource) =>
    urns.has(resource.urn) ? withUnreadInputs(resource) : resource,
  );
  return { ...state, deployment: { ...state.deployment, resources } };
}

/** @throws DeployError ADOPTION for a resource of another account, region or stage */
function assertOwn(name: string, { type, id = "", outputs = {} }: ResourceState, ports: AdoptionPorts): void {
  const { arn, tagsAll } = outputs;
  const problem = typeof arn === "string" && arn.startsWith("arn:") ? arnProblem(arn, type, ports) : null;
  if (problem !== null)
    throw adoptionRefused(
      `${id} cannot be adopted as ${name}: ${problem}.`,
      "Give the id of the stage's own resource.",
    );
  const stage = typeof tagsAll === "object" && tagsAll !== null ? (tagsAll as { Stage?: unknown }).Stage : undefined;
  if (typeof stage === "string" && stage !== ports.stage)
    throw adoptionRefused(
      `${id} cannot be adopted as ${name}: its tag Stage says that it belongs to ${stage}.`,
      `Give the id of ${ports.stage}'s own resource. If ${stage} no longer uses it, remove that tag first.`,
    );
}
