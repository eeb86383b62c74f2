import { nameOfUrn } from "../../engine/change";
import { requireKnownNames } from "../../../model/knownNames";
import { filled, type Deployment } from "../deployment";

/** Refuses services that the working tree does not have, before anything is built. @throws DeployError USAGE */
export function requireServices({ request, catalog }: Deployment): void {
  if (catalog !== undefined) requireKnownNames("service", request.services, Object.keys(catalog.services));
}

/**
 * Refuses allowances for resources that the stage does not have: a misspelt one would be found out only after the build
 * and the preview.
 * @throws DeployError USAGE
 */
export async function requireAllowedResources(deployment: Deployment): Promise<void> {
  const { allow } = deployment.request;
  const names = [...allow.delete, ...allow.replace].map(resourceOf);
  if (names.length === 0) return;
  const engine = await filled(deployment, "engine");
  const resources = (await engine.exportState())?.deployment.resources ?? [];
  const known = resources.filter(({ type }) => type.startsWith("aws:")).map(({ urn }) => nameOfUrn(urn));
  requireKnownNames("resource on this stage", names, [...new Set(known)]);
}

/** `table-users` of `table-users/EmailIndex`. */
function resourceOf(name: string): string {
  return name.split("/")[0] ?? name;
}
