import type { ResourceState } from "./exportedState";

/**
 * Puts every resource behind what it needs, as the engine wants its state; else the order stays. What is replaced and
 * waits for its deletion comes last, as the engine has it.
 */
export function sortResources(resources: readonly ResourceState[]): readonly ResourceState[] {
  const living = new Map(resources.flatMap((resource) => (resource.delete === true ? [] : [[resource.urn, resource]])));
  const sorted = new Set<ResourceState>();
  const visit = (resource: ResourceState, path: ReadonlySet<string>): void => {
    if (sorted.has(resource) || path.has(resource.urn)) return;
    const deeper = new Set([...path, resource.urn]);
    for (const urn of dependenciesOf(resource)) {
      const needed = living.get(urn);
      if (needed !== undefined) visit(needed, deeper);
    }
    sorted.add(resource);
  };
  for (const resource of living.values()) visit(resource, new Set());
  return [...sorted, ...resources.filter((resource) => resource.delete === true)];
}

function dependenciesOf(resource: ResourceState): readonly string[] {
  const { parent, provider, dependencies = [], propertyDependencies = {}, deletedWith } = resource;
  // A provider is named `URN::ID`.
  const providerUrn = provider?.slice(0, provider.lastIndexOf("::"));
  const others = [parent, providerUrn, deletedWith].flatMap((urn) => (urn === undefined || urn === "" ? [] : [urn]));
  return [...others, ...dependencies, ...Object.values(propertyDependencies).flatMap((urns) => urns ?? [])];
}
