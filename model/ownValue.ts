/**
 * An entry of a record whose keys somebody chose. `record[key]` also finds what every object has: a table called
 * "constructor" would be there although nobody declared it.
 */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
