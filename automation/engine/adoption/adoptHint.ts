import { findResources } from "../../aws/resourceSearch";
import type { AwsTarget } from "../../aws/target";
import { classifyFailure } from "../failures/failureCause";
import type { EngineFailure } from "../failures/engineFailure";
import { IDENTITIES } from "../recovery/identity";
import type { AdoptionRequest } from "./adoption";
import { adoptionId } from "./adoptionId";

/** What `--adopt` takes for the resources that failed because they exist already. */
export async function adoptableResources(
  target: AwsTarget,
  failures: readonly EngineFailure[],
): Promise<readonly AdoptionRequest[]> {
  const found = await Promise.all(failures.map((failure) => adoptableResource(target, failure)));
  return found.flatMap((one) => one ?? []);
}

async function adoptableResource(target: AwsTarget, failure: EngineFailure): Promise<AdoptionRequest | null> {
  const { resource } = failure;
  const cause = classifyFailure(failure);
  if (resource?.inputs === undefined || cause.kind !== "aws" || cause.answer.kind !== "exists") return null;
  const { name, type, inputs } = resource;
  const wanted = adoptionId(type, inputs, target);
  if (wanted.kind === "known") return { name, id: wanted.importId };
  const identity = IDENTITIES[type];
  if (wanted.kind !== "any" || identity?.kind !== "searched") return null;
  // A hint is no reason to fail differently.
  const [id] = await findResources(target, identity.by, inputs).catch(() => []);
  return id === undefined ? null : { name, id };
}
