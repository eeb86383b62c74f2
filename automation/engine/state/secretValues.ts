/** Key and value by which Pulumi marks a secret in a state (`pulumi/sdk/go/common/resource/sig`). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** What the engine writes for a secret in its events. */
const MASK = "[secret]";

/** Whether there is a secret anywhere in a value. */
export function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(hasSecret);
}

/** A value with each secret in it masked, as the engine's events have it. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return MASK;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}

function isSecret(value: object): boolean {
  return (value as Readonly<Record<string, unknown>>)[SIGNATURE] === SECRET;
}
