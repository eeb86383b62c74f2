import { nameOfUrn } from "../../engine/changes/change";
import { losableParts } from "../../engine/changes/dataLoss";
import type { ResourceState } from "../../engine/state/exportedState";
import { requireKnownNames } from "../../../model/knownNames";
import type { With } from "../deployment";

/** Refuses services that the working tree does not have, before anything is built. @throws DeployError USAGE */
export function requireServices({ request, catalog }: With<"catalog">): void {
  requireKnownNames("service", request.services, Object.keys(catalog.services));
}

/**
 * Refuses allowances for what the stage does not have: a misspelt one would be found out only after the build and the
 * preview.
 * @throws DeployError USAGE
 */
export async function requireAllowedResources(deployment: With<"engine">): Promise<void> {
  const { allow } = deployment.request;
  const names = [...allow.delete, ...allow.replace];
  if (names.length === 0) return;
  const engine = await deployment.engine.open();
  requireResources(names, (await engine.exportState())?.deployment.resources ?? []);
}

/**
 * @param names resources, `queue-sync`, and parts of one, `table-users/EmailIndex`
 * @param all resources of the stage, by the engine's state
 * @throws DeployError USAGE
 */
export function requireResources(names: readonly string[], all: readonly ResourceState[]): void {
  const resources = all.filter(({ type }) => type.startsWith("aws:"));
  const allowed = names.map(parseAllowance);
  requireKnownNames(
    "resource on this stage",
    allowed.map(({ resource }) => resource),
    [...new Set(resources.map(({ urn }) => nameOfUrn(urn)))],
  );
  for (const { resource, part } of allowed) {
    if (part === null) continue;
    const parts = resources
      .filter(({ urn }) => nameOfUrn(urn) === resource)
      .flatMap(({ type, inputs = {} }) => losableParts(type, inputs));
    requireKnownNames(`part of ${resource} that can be allowed`, [part], [...new Set(parts)]);
  }
}

function parseAllowance(text: string): { readonly resource: string; readonly part: string | null } {
  const [, resource = text, part = null] = /^([^/]*)\/(.*)$/s.exec(text) ?? [];
  return { resource, part };
}
