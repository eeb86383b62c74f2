import type { ResourceState } from "./exportedState";

/**
 * Sorts every resource after its dependencies, as the engine requires; otherwise the order is kept. Replaced resources that
 * are still to be deleted come last, as in the engine's own states.
 */
export function sortResources(resources: readonly ResourceState[]): readonly ResourceState[] {
  const live = new Map(resources.flatMap((resource) => (resource.delete === true ? [] : [[resource.urn, resource]])));
  const sorted = new Set<ResourceState>();
  const visit = (resource: ResourceState, path: ReadonlySet<string>): void => {
    if (sorted.has(resource) || path.has(resource.urn)) return;
    const deeper = new Set([...path, resource.urn]);
    for (const urn of dependenciesOf(resource)) {
      const dependency = live.get(urn);
      if (dependency !== undefined) visit(dependency, deeper);
    }
    sorted.add(resource);
  };
  for (const resource of live.values()) visit(resource, new Set());
  return [...sorted, ...resources.filter((resource) => resource.delete === true)];
}

function dependenciesOf(resource: ResourceState): readonly string[] {
  const { parent, provider, dependencies = [], propertyDependencies = {}, deletedWith } = resource;
  // A provider reference is `URN::ID`.
  const providerUrn = provider?.slice(0, provider.lastIndexOf("::"));
  const others = [parent, providerUrn, deletedWith].flatMap((urn) => (urn === undefined || urn === "" ? [] : [urn]));
  return [...others, ...dependencies, ...Object.values(propertyDependencies).flatMap((urns) => urns ?? [])];
}
