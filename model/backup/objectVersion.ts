/** A version of an object, or the marker of its deletion. */
export interface ObjectVersion {
  readonly versionId: string;
  readonly bytes: number;
  readonly isDeleted: boolean;
  readonly isLatest: boolean;
  /** Unix ms */
  readonly modifiedAt: number;
}

/**
 * The version to restore: the newest until a time. An object that is only newer is restored, too: nothing of the set refers to
 * it, and otherwise it would be lost.
 * @param versions of one object, newest first
 * @param until Unix ms
 * @returns null where the object was deleted
 */
export function versionToRestore(versions: readonly ObjectVersion[], until: number): ObjectVersion | null {
  const version = versions.find(({ modifiedAt }) => modifiedAt <= until) ?? versions[0];
  return version === undefined || version.isDeleted ? null : version;
}
