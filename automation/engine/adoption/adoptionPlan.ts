import { randomUUID } from "node:crypto";
import { requireKnownNames } from "../../../model/knownNames";
import { isInAws } from "../recovery/recoveryPlan";
import type { AwsLocation } from "../recovery/identity";
import type { ExportedState, ResourceState } from "../state/exportedState";
import { sortResources } from "../state/resourceOrder";
import { adoptionRefused, type AdoptionRequest } from "./adoption";
import { adoptionId, idProblem, physicalName } from "./adoptionId";
import { holdsSecret, type PreviewedResource } from "./previewedResources";

/** A resource to take over, as the program plans it. */
export interface Candidate {
  readonly planned: PreviewedResource;
  /** The id that the provider reads it by. */
  readonly id: string;
}

/** The form of ids that a provider reads by: `pulumi import`'s, or those of its own state. */
export type IdForm = "import" | "state";

/**
 * The resources to take over. Those that the state has under the same id already are left out: the command may be repeated.
 * @throws DeployError USAGE for an unknown name, ADOPTION for an id that cannot be it
 */
export function adoptionCandidates(
  requests: readonly AdoptionRequest[],
  planned: readonly PreviewedResource[],
  state: ExportedState | null,
  location: AwsLocation,
  form: IdForm,
): readonly Candidate[] {
  const resources = planned.filter(({ type, custom }) => custom && type.startsWith("aws:"));
  const named = requests.map((request) => ({ request, found: findResource(request.name, resources, location) }));
  requireKnownNames(
    "resource in this deployment",
    named.flatMap(({ request, found }) => (found === undefined ? [request.name] : [])),
    resources.map(({ name }) => name),
  );
  const known = (state?.deployment.resources ?? []).filter(isInAws);
  return named.flatMap(({ request, found }) =>
    found === undefined ? [] : candidate(request, found, known, location, form),
  );
}

function findResource(
  name: string,
  resources: readonly PreviewedResource[],
  location: AwsLocation,
): PreviewedResource | undefined {
  return (
    resources.find((one) => one.name === name) ??
    resources.find(({ type, inputs }) => physicalName(type, inputs, location) === name)
  );
}

function candidate(
  { id }: AdoptionRequest,
  planned: PreviewedResource,
  known: readonly ResourceState[],
  location: AwsLocation,
  form: IdForm,
): readonly Candidate[] {
  const { name, type, inputs } = planned;
  const problem = idProblem(id, type, inputs, location);
  if (problem !== null)
    throw adoptionRefused(
      `${id} cannot be adopted as ${name} (${type}): ${problem}.`,
      "Give the id of the resource that has this name in the stage's own account and region. One with another name has to be named in the catalog as it is in AWS.",
    );
  const wanted = adoptionId(type, inputs, location);
  if (wanted.kind === "none")
    throw adoptionRefused(
      `${name} (${type}) cannot be adopted: it holds no data, and a new one does not conflict with it.`,
      "Leave out this --adopt.",
    );
  if (wanted.kind === "unknown")
    throw adoptionRefused(
      `${name} (${type}) belongs to a resource that the stage does not have yet.`,
      "Adopt that one first, and this one in the next deployment.",
    );
  const ids = wanted.kind === "known" ? [wanted.id, wanted.importId] : [id];
  const own = known.find(({ urn, delete: goes }) => urn === planned.urn && goes !== true);
  if (own !== undefined && ids.includes(own.id ?? "")) return [];
  if (own !== undefined)
    throw adoptionRefused(
      `${name} is ${own.id ?? "another resource"} on this stage already.`,
      "A resource that the stage has is not replaced by another. Leave out this --adopt.",
    );
  const other = known.find((one) => one.type === type && ids.includes(one.id ?? ""));
  if (other !== undefined)
    throw adoptionRefused(
      `${id} is in the stage's state already, as ${other.urn.split("::").at(-1) ?? other.urn}.`,
      "Leave out this --adopt, or correct its id.",
    );
  if (holdsSecret(inputs))
    throw adoptionRefused(
      `${name} (${type}) has secret values, which reading it from AWS would write into the state in clear.`,
      "Delete it in AWS: it holds no data, and the deployment creates it again.",
    );
  return [{ planned, id: wanted.kind === "known" ? (form === "import" ? wanted.importId : wanted.id) : id }];
}

/**
 * A state with the resources to take over, and the components and provider above them. Without inputs and outputs a read is an
 * import: the provider returns all settings that AWS has, and the next preview shows how the program's differ.
 */
export function stateWithCandidates(
  state: ExportedState,
  candidates: readonly Candidate[],
  planned: readonly PreviewedResource[],
): ExportedState {
  const resources = new Map((state.deployment.resources ?? []).map((resource) => [resource.urn, resource]));
  const byUrn = new Map(planned.map((one) => [one.urn, one]));
  const providerReference = (reference: string): string => {
    const urn = reference.slice(0, reference.lastIndexOf("::"));
    const provider = resources.get(urn) ?? addProvider(urn);
    return provider === undefined ? reference : `${urn}::${provider.id ?? ""}`;
  };
  const addProvider = (urn: string): ResourceState | undefined => {
    const one = byUrn.get(urn);
    if (one === undefined) return undefined;
    const added = { ...stateOf(one), id: randomUUID(), inputs: one.inputs, outputs: one.inputs };
    addAbove(one.parent);
    resources.set(urn, added);
    return added;
  };
  const addAbove = (urn: string): void => {
    const one = byUrn.get(urn);
    if (one === undefined || resources.has(urn)) return;
    addAbove(one.parent);
    resources.set(urn, stateOf(one));
  };
  for (const { planned: one, id } of candidates) {
    addAbove(one.parent);
    resources.set(one.urn, {
      ...stateOf(one),
      id,
      provider: providerReference(one.provider),
      // Until the run applies the stage's own setting: no failed deployment deletes what it took over.
      protect: true,
    });
  }
  const deployment = { ...state.deployment, resources: sortResources([...resources.values()]) };
  return { ...state, deployment };
}

function stateOf({ urn, type, custom, parent }: PreviewedResource): ResourceState {
  return { urn, type, custom, inputs: {}, outputs: {}, ...(parent === "" ? {} : { parent }) };
}
