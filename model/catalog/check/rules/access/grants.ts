import type { Finding } from "../../../finding";
import { parseGrant } from "../../../grant";
import { covers as covered, isPattern } from "../../../../parameterName";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import type { Path, Rule, RuleContext } from "../../rule";
import { failureDestinationsOf, existingName, triggersOf, referencesOf } from "../../usage/serviceUsage";

/** A service has grants for the resources that its functions reference, and no others. */
export const grants: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) => {
    const entries = service.grants.map((text, index) => readGrant(catalog, service, text, index));
    const needed = needsOf(catalog, service);
    return [
      ...missingGrants(context, service, entries, needed),
      ...unusedGrants(context, entries, needed),
      ...duplicateGrants(context, entries),
    ];
  });

interface GrantEntry {
  readonly at: Path;
  readonly text: string;
  readonly verb: string;
  readonly kind: string;
  /** Null: unknown, so it may be any resource of the kind. */
  readonly name: string | null;
}

/** A reference that requires a grant. */
interface Need {
  readonly at: Path;
  readonly owner: string;
  readonly kind: string;
  /** Null: unknown, so it may be any resource of the kind. */
  readonly name: string | null;
  /** The required verb; null: any. */
  readonly verb: string | null;
}

/** Kinds whose reference in an environment requires a grant. */
const GRANTED_KINDS = ["table", "queue", "bucket", "topic", "bus", "ssm", "secret"];

/** Kinds with grants but without references. */
const KINDS_WITHOUT_REFERENCE = ["email", "sms"];

/** Verbs that only triggers need. */
const TRIGGER_VERBS: Readonly<Record<string, string>> = { table: "stream", queue: "consume" };

function readGrant(catalog: Catalog, service: Service, text: string, index: number): GrantEntry {
  const at = ["services", service.service, "grants", index];
  const grant = parseGrant(text);
  if (grant.kind !== "invalid") {
    const { verb, kind, name } = grant;
    return { at, text, verb, kind, name: kind === "ssm" && isPattern(name) ? name : existingName(catalog, kind, name) };
  }
  // An invalid grant is reported as such, and its resource is not reported as missing a grant.
  const [kind = "", name = ""] = (text.split(" ").at(-1) ?? "").split(/:(.*)/s);
  return { at, text, verb: "", kind, name: existingName(catalog, kind, name) };
}

function needsOf(catalog: Catalog, service: Service): readonly Need[] {
  return [
    ...referencesOf(service).map((use): Need => ({
      ...use,
      name: existingName(catalog, use.kind, use.name),
      verb: null,
    })),
    ...triggersOf(service).flatMap(({ at, owner, kind, name }): readonly Need[] => {
      const verb = TRIGGER_VERBS[kind];
      if (verb !== undefined) return [{ at, owner, kind, name: existingName(catalog, kind, name), verb }];
      return Object.entries(TRIGGER_VERBS).map(([either, triggerVerb]) => ({
        at,
        owner,
        kind: either,
        name: null,
        verb: triggerVerb,
      }));
    }),
    ...failureDestinationsOf(service).flatMap((destination): readonly Need[] => {
      const { kind, name } = destination;
      return kind === "queue" || kind === "topic" ? [{ ...destination, name: existingName(catalog, kind, name) }] : [];
    }),
  ];
}

function serves(grant: GrantEntry, need: Need): boolean {
  if (grant.kind !== need.kind || !covers(grant, need.name)) return false;
  if (need.verb !== null) return grant.verb === need.verb || grant.verb === "";
  return grant.verb !== "stream";
}

function covers({ kind, name }: GrantEntry, wanted: string | null): boolean {
  if (kind === "identity" || name === null || wanted === null) return true;
  return name === wanted || (kind === "ssm" && isPattern(name) && covered(name, wanted));
}

/** Reports each resource of a service once, at its first reference. */
function missingGrants(
  context: RuleContext,
  service: Service,
  entries: readonly GrantEntry[],
  needed: readonly Need[],
): readonly Finding[] {
  const seen = new Set<string>();
  return needed.flatMap((need) => {
    const { at, kind, name, verb } = need;
    if (name === null) return [];
    const resource = `${kind}:${name}`;
    const key = `${verb ?? ""} ${resource}`;
    if (!GRANTED_KINDS.includes(kind) || seen.has(key) || entries.some((grant) => serves(grant, need))) return [];
    seen.add(key);
    return [
      context.report(at, {
        code: "GRANT_MISSING",
        subject: resource,
        reason: `${service.service} references ${resource} but has no ${verb === null ? "" : `"${verb}" `}grant for it`,
        remedy: `Add a grant to the service: "${verb ?? USUAL_VERBS[kind] ?? "read"} ${resource}".`,
        severity: "error" as const,
      }),
    ];
  });
}

const USUAL_VERBS: Readonly<Record<string, string>> = {
  table: "read-write",
  queue: "send",
  bucket: "read-write",
  topic: "publish",
  bus: "publish",
};

function unusedGrants(
  context: RuleContext,
  entries: readonly GrantEntry[],
  needed: readonly Need[],
): readonly Finding[] {
  return entries.flatMap((grant) => {
    if (
      KINDS_WITHOUT_REFERENCE.includes(grant.kind) ||
      isForComposedNames(grant) ||
      needed.some((need) => serves(grant, need))
    )
      return [];
    if (grant.verb === "") return [];
    return [
      context.report(grant.at, {
        code: "GRANT_UNUSED",
        subject: grant.text,
        reason: `"${grant.text}" is unused: no function of the service references it`,
        remedy: "Remove the grant, or reference the resource in an environment.",
        severity: "error" as const,
      }),
    ];
  });
}

/** Whether it is a pattern: functions build the names themselves. */
function isForComposedNames({ kind, text }: GrantEntry): boolean {
  return kind === "ssm" && /[*{]/.test(text.replaceAll("{stage}", ""));
}

/** Grants that are repeated, or included in a wider one. */
function duplicateGrants(context: RuleContext, entries: readonly GrantEntry[]): readonly Finding[] {
  return entries.flatMap((grant, index) => {
    const wider = entries.find((other, position) => position !== index && includes(other, grant, position < index));
    if (wider === undefined) return [];
    const finding = {
      code: "GRANT_TWICE",
      subject: grant.text,
      reason: `"${wider.text}" includes "${grant.text}"`,
      remedy: "Keep the one that is needed.",
      severity: "error" as const,
    };
    return [context.report(grant.at, finding, [wider.at])];
  });
}

function includes(wide: GrantEntry, narrow: GrantEntry, earlier: boolean): boolean {
  if (wide.kind !== narrow.kind || wide.name !== narrow.name || wide.name === null || wide.verb === "") return false;
  if (wide.verb === narrow.verb) return earlier;
  return wide.verb === "read-write" && (narrow.verb === "read" || narrow.verb === "write");
}
