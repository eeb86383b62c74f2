/** Ids of resources that exist in AWS and are not in the stack, by type and Pulumi name. */
export type Adoptions = ReadonlyMap<string, string>;

/** Key of a resource in `Adoptions`. */
export function adoptionKey(type: string, name: string): string {
  return `${type} ${name}`;
}
