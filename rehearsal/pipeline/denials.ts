import type { AccessReport } from "../ministack/accessReport";
import { MISSING_TABLE } from "./releaseVariant";

const MAX_LISTED = 10;

type Denials = AccessReport["denials"];

/** `Requests that roles have no permission for: 0`, and which they were. */
export function denialLines(denials: Denials | null): readonly string[] {
  if (denials === null) return [];
  const listed = [...denials].sort((one, other) => other.count - one.count).slice(0, MAX_LISTED);
  const hidden = denials.length - listed.length;
  return [
    `Requests that roles have no permission for: ${String(denials.reduce((sum, { count }) => sum + count, 0))}`,
    ...listed.map(
      ({ role, action, resource, count }) =>
        `  ${role}: ${action} on ${resource}${count === 1 ? "" : `, ${String(count)} times`}`,
    ),
    ...(hidden > 0 ? [`  and ${String(hidden)} others`] : []),
    ...(denials.length > 0
      ? ["The rehearsal failed: AWS would answer AccessDenied. Permissions of services are grants in the catalog."]
      : []),
  ];
}

/**
 * What was denied since an earlier report, because a local AWS that was running already has denied others before; without what
 * the unhealthy release of the rehearsal does on purpose.
 */
export function denialsSince(before: AccessReport | null, now: AccessReport | null): Denials | null {
  if (now === null) return null;
  const earlier = new Map(before?.denials.map((one) => [keyOf(one), one.count]));
  return now.denials
    .filter(({ resource }) => !resource.endsWith(`/${MISSING_TABLE}`))
    .map((one) => ({ ...one, count: one.count - (earlier.get(keyOf(one)) ?? 0) }))
    .filter(({ count }) => count > 0);
}

function keyOf({ role, action, resource }: Denials[number]): string {
  return JSON.stringify([role, action, resource]);
}
