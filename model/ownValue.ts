/**
 * An entry of a record with user-defined keys. `record[key]` also finds inherited properties: a table called "constructor"
 * would seem to exist.
 */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
