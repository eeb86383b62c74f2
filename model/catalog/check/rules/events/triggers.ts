import { functionsOf } from "../../../functions";
import type { Finding } from "../../../finding";
import { parseGrant } from "../../../grant";
import { isFifo } from "../../../queueName";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import { QUEUE_SETTINGS, STREAM_SETTINGS } from "../../../schema/trigger";
import { queueTriggerFindings } from "./queueTriggers";
import type { Path, Rule, RuleContext } from "../../rule";
import { namesOf, triggersOf, referencesOf, type TriggerUse } from "../../usage/serviceUsage";
import { ownValue } from "../../../../ownValue";

/** Triggers are valid, and no function writes to its own trigger, directly or indirectly. */
export const triggers: Rule = (catalog, context) => {
  const all = Object.values(catalog.services).flatMap((service) =>
    triggersOf(service)
      .filter(({ kind }) => kind === "table" || kind === "queue")
      .map((trigger) => ({ service, trigger })),
  );
  return [
    ...all.flatMap(({ service, trigger }) => [
      ...withoutStream(catalog, context, trigger),
      ...wrongSettings(context, trigger),
      ...(trigger.kind === "queue" ? queueTriggerFindings(catalog, context, service, trigger) : []),
      ...fifoDestination(catalog, context, trigger),
    ]),
    ...cycles(context, all),
  ];
};

function withoutStream(
  catalog: Catalog,
  context: RuleContext,
  { at, kind, name, owner }: TriggerUse,
): readonly Finding[] {
  const table = kind === "table" ? ownValue(catalog.data.tables, name) : undefined;
  if (table === undefined || table.stream !== undefined) return [];
  return [
    context.report(
      at,
      {
        code: "TRIGGER_STREAM",
        subject: owner,
        reason: `table:${name} has no stream that could invoke ${owner}`,
        remedy: `Add "stream: new-and-old-images" to the table in catalog/data.yaml.`,
        severity: "error",
      },
      [["data", "tables", name]],
    ),
  ];
}

/** Settings that only the other kind of trigger supports. */
function wrongSettings(context: RuleContext, { at, kind, owner, spec }: TriggerUse): readonly Finding[] {
  const foreign: readonly (keyof TriggerUse["spec"])[] = kind === "queue" ? STREAM_SETTINGS : QUEUE_SETTINGS;
  const other = kind === "queue" ? "a stream" : "a queue";
  return foreign.flatMap((setting) =>
    spec[setting] === undefined
      ? []
      : [
          context.report(
            [...at.slice(0, -1), setting],
            {
              code: "TRIGGER_SETTING",
              subject: owner,
              reason: `${setting} is a setting of ${other}, but the trigger of ${owner} is ${spec.source}`,
              remedy: `Remove ${setting}.`,
              severity: "error" as const,
            },
            [at],
          ),
        ],
  );
}

/** Lambda does not support FIFO queues as failure destinations. */
function fifoDestination(
  catalog: Catalog,
  context: RuleContext,
  { at, kind, owner, spec }: TriggerUse,
): readonly Finding[] {
  const [type = "", name = ""] = (spec.onFailure ?? "").split(":");
  if (kind !== "table" || type !== "queue" || !(namesOf(catalog, "queue") ?? []).includes(name)) return [];
  if (!isFifo(catalog.data.queues, name)) return [];
  return [
    context.report(
      [...at.slice(0, -1), "onFailure"],
      {
        code: "TRIGGER_DESTINATION",
        subject: owner,
        reason: `queue:${name} is FIFO; failure destinations must be standard queues`,
        remedy: `Use a queue with "type: standard" in catalog/data.yaml, or a topic.`,
        severity: "error",
      },
      [["data", "queues", name, "type"]],
    ),
  ];
}

interface ServiceTrigger {
  readonly service: Service;
  readonly trigger: TriggerUse;
}

/** A trigger, and a reference to a resource that its function writes. */
interface Feed {
  readonly trigger: Path;
  readonly use: Path;
}

/** Cycles of triggers: a function writes to a resource that invokes it again, so one event never ends. */
function cycles(context: RuleContext, all: readonly ServiceTrigger[]): readonly Finding[] {
  /** By event source, and by resource that the invoked function writes. */
  const feeds = new Map<string, Map<string, Feed>>();
  for (const { service, trigger } of all) {
    const source = `${trigger.kind}:${trigger.name}`;
    const targets = feeds.get(source) ?? new Map<string, Feed>();
    for (const { target, at } of fedBy(service, trigger.functionName))
      if (!targets.has(target)) targets.set(target, { trigger: trigger.at, use: at });
    feeds.set(source, targets);
  }
  const reported = new Set<string>();
  return all.flatMap(({ trigger }) => {
    const source = `${trigger.kind}:${trigger.name}`;
    const cycle = findCycle(feeds, source, source, []);
    const key = cycle === null ? "" : [...cycle].sort().join();
    if (cycle === null || reported.has(key)) return [];
    reported.add(key);
    const edges = cycle.flatMap((to, index) => feeds.get(cycle[index - 1] ?? source)?.get(to) ?? []);
    const finding = {
      code: "TRIGGER_CYCLE",
      subject: trigger.owner,
      reason: `a function that ${source} invokes writes to it again: ${[source, ...cycle].join(" -> ")}`,
      remedy: "Break the cycle: remove a trigger, or the function's reference to its event source.",
      severity: "error" as const,
    };
    const others = edges.flatMap((edge) => [edge.trigger, edge.use]);
    return [context.report(trigger.at, finding, others)];
  });
}

/** Tables and queues that a function references and its service may write. */
function fedBy(service: Service, functionName: string): readonly { readonly target: string; readonly at: Path }[] {
  const writable = new Set(
    service.grants.flatMap((text) => {
      const grant = parseGrant(text);
      return grant.kind !== "invalid" && ["write", "read-write", "send"].includes(grant.verb)
        ? [`${grant.kind}:${grant.name}`]
        : [];
    }),
  );
  const owners = [
    service.service,
    ...functionsOf(service)
      .filter(({ name }) => name === functionName)
      .map(({ id }) => id),
  ];
  return referencesOf(service)
    .filter(({ owner }) => owners.includes(owner))
    .map(({ at, kind, name }) => ({ at, target: `${kind}:${name}` }))
    .filter(({ target }) => writable.has(target));
}

/** A path from one resource to another (depth-first; each resource is visited once); null if there is none. */
function findCycle(
  feeds: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  from: string,
  to: string,
  passed: readonly string[],
  seen = new Set<string>(),
): readonly string[] | null {
  for (const next of feeds.get(from)?.keys() ?? []) {
    if (next === to) return [...passed, next];
    if (seen.has(next)) continue;
    seen.add(next);
    const rest = findCycle(feeds, next, to, [...passed, next], seen);
    if (rest !== null) return rest;
  }
  return null;
}
