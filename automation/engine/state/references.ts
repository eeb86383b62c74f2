import type { ResourceState } from "./exportedState";

/** A resource without its references to certain others: the engine refuses a state with references to what it does not have. */
export function withoutReferences(resource: ResourceState, isRemoved: (urn: string) => boolean): ResourceState {
  const { dependencies, propertyDependencies, deletedWith } = resource;
  const remaining = (urns: readonly string[]): readonly string[] => urns.filter((urn) => !isRemoved(urn));
  const { deletedWith: _owner, ...others } = resource;
  return {
    ...others,
    ...(dependencies === undefined ? {} : { dependencies: remaining(dependencies) }),
    ...(propertyDependencies === undefined
      ? {}
      : {
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([name, urns]) => [name, urns === null ? null : remaining(urns)]),
          ),
        }),
    ...(deletedWith === undefined || isRemoved(deletedWith) ? {} : { deletedWith }),
  };
}
