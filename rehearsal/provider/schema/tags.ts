interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags in the form of most services: a list of pairs. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** A service's list of pairs as tags of a resource. */
export const tagMap = (tags: readonly Tag[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
