import type { Finding } from "../../../finding";
import { parseGrant } from "../../../grant";
import { covers as covered, isPattern } from "../../../../parameterName";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import type { Path, Rule, RuleContext } from "../../rule";
import { failureDestinationsOf, existingName, triggersOf, referencesOf } from "../../usage/serviceUsage";

/** A service may do what its functions are told of, and nothing else. */
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
  /** Null: something that cannot be told, so it may be anything of the kind. */
  readonly name: string | null;
}

/** Something that a grant must stand behind, and where it is asked for. */
interface Need {
  readonly at: Path;
  readonly owner: string;
  readonly kind: string;
  /** Null: something that cannot be told, so it may be anything of the kind. */
  readonly name: string | null;
  /** The one verb that serves, where only one does. */
  readonly verb: string | null;
}

/** Kinds of which a name in the environment is no use without a right. */
const GRANTED_KINDS = ["table", "queue", "bucket", "topic", "bus", "ssm", "secret"];

/** Kinds that are granted without a name to refer to. */
const KINDS_WITHOUT_REFERENCE = ["email", "sms"];

/** Verbs that are for a trigger alone. */
const TRIGGER_VERBS: Readonly<Record<string, string>> = { table: "stream", queue: "consume" };

function readGrant(catalog: Catalog, service: Service, text: string, index: number): GrantEntry {
  const at = ["services", service.service, "grants", index];
  const grant = parseGrant(text);
  if (grant.kind !== "invalid") {
    const { verb, kind, name } = grant;
    return { at, text, verb, kind, name: kind === "ssm" && isPattern(name) ? name : existingName(catalog, kind, name) };
  }
  // What it was to grant shows all the same: it is reported as no grant, and not as a grant that is missing.
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

/** Once for a service and a thing, where it is first asked for. */
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
        reason: `${service.service} is told of ${resource} and may not ${verb ?? "use it"}`,
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
        reason: `"${grant.text}" is for nothing: no function of the service is told of it`,
        remedy: "Take the grant out, or refer to the thing in an environment.",
        severity: "error" as const,
      }),
    ];
  });
}

/** Functions put names that match a pattern together by themselves. */
function isForComposedNames({ kind, text }: GrantEntry): boolean {
  return kind === "ssm" && /[*{]/.test(text.replaceAll("{stage}", ""));
}

/** The same right twice: word for word, or inside a wider one. */
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
