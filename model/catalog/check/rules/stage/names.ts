import {
  NAMES,
  NON_SERVICE_ROLES,
  WORST_CASE_STAGES,
  type NameKind,
  type StageNaming as Stage,
} from "../../../../names";
import { apisOf } from "../../../apis";
import type { Finding } from "../../../finding";
import { allFunctions } from "../../../functions";
import { queueName } from "../../../queueName";
import type { Catalog } from "../../../schema/catalog";
import type { Path, Rule, RuleContext } from "../../rule";

interface NamedResource {
  readonly kind: NameKind;
  readonly at: Path;
  readonly subject: string;
  readonly of: (stage: Stage) => string;
}

/** Physical names are within AWS's limits on every stage, in any region, and unique. */
export const names: Rule = (catalog, context) => {
  const named = namedResources(catalog);
  const tooLong = named.flatMap((thing) => tooLongName(context, thing));
  return [...tooLong, ...collisions(context, named)];
};

function namedResources(catalog: Catalog): readonly NamedResource[] {
  const { data, events, services } = catalog;
  const plain = (kind: Exclude<NameKind, "function">, at: Path, things: object): readonly NamedResource[] =>
    Object.keys(things).map((name) => ({
      kind,
      at: [...at, name],
      subject: `${kind}:${name}`,
      of: (stage) => NAMES[kind].of(stage, name),
    }));
  return [
    ...plain("table", ["data", "tables"], data.tables),
    ...Object.keys(data.queues).map((name): NamedResource => ({
      kind: "queue",
      at: ["data", "queues", name],
      subject: `queue:${name}`,
      of: (stage) => queueName(stage, data.queues, name),
    })),
    ...Object.keys(data.queues).map((name): NamedResource => ({
      kind: "queue",
      at: ["data", "queues", name],
      subject: `queue:${name}-dlq`,
      of: (stage) => queueName(stage, data.queues, `${name}-dlq`),
    })),
    ...plain("bucket", ["data", "buckets"], data.buckets),
    ...apisOf(catalog).map(({ path, name }): NamedResource => ({
      kind: "api",
      at: path === "" ? ["api"] : ["api", "apis", path],
      subject: path === "" ? "api" : `api:${path}`,
      of: (stage) => NAMES.api.of(stage, name),
    })),
    ...plain("topic", ["events", "topics"], events.topics),
    ...plain("bus", ["events", "buses"], events.buses),
    ...plain("rule", ["events", "rules"], events.rules),
    ...allFunctions(catalog).flatMap(({ id, name, service, spec }) =>
      Object.keys(spec.schedules).map((schedule): NamedResource => ({
        kind: "schedule",
        at: ["services", service.service, "functions", name, "schedules", schedule],
        subject: `schedule:${schedule} of ${id}`,
        of: (stage) => NAMES.schedule.of(stage, schedule),
      })),
    ),
    ...plain("emailTemplate", ["events", "email", "templates"], events.email.templates),
    ...NON_SERVICE_ROLES.map((name): NamedResource => ({
      kind: "role",
      at: ["services"],
      subject: `the deployment's own role ${name}`,
      of: (stage) => NAMES.role.of(stage, name),
    })),
    ...plain("role", ["services"], services),
    ...allFunctions(catalog).map(({ id, name, service }): NamedResource => ({
      kind: "function",
      at: ["services", service.service, "functions", name],
      subject: id,
      of: (stage) => NAMES.function.of(stage, service.service, name),
    })),
  ];
}

/** A dead-letter queue is not reported if the name of its queue is too long as well. */
function tooLongName(context: RuleContext, { kind, at, subject, of }: NamedResource): readonly Finding[] {
  const { limit } = NAMES[kind];
  const longest = WORST_CASE_STAGES.map((stage) => of(stage)).reduce((a, b) => (b.length > a.length ? b : a));
  const excess = longest.length - limit;
  if (excess <= 0 || (subject.endsWith("-dlq") && excess > "-dlq".length)) return [];
  const reason = `${longest} has ${String(longest.length)} characters; AWS allows ${String(limit)}`;
  const remedy = `Shorten the name by ${String(excess)}.`;
  return [context.report(at, { code: "NAME_TOO_LONG", subject, reason, remedy, severity: "error" })];
}

/** Service `source` with function `groups-list` and service `source-groups` with `list` have the same physical name. */
function collisions(context: RuleContext, named: readonly NamedResource[]): readonly Finding[] {
  const first = new Map<string, NamedResource>();
  return context.oldestFirst(named).flatMap((thing) => {
    const keys = WORST_CASE_STAGES.map((stage) => `${thing.kind} ${thing.of(stage)}`);
    const earlier = keys.map((key) => first.get(key)).find((other) => other !== undefined);
    for (const key of keys) first.set(key, first.get(key) ?? thing);
    if (earlier === undefined) return [];
    const { at, subject } = thing;
    const [, example = ""] = (keys.find((key) => first.get(key) !== thing) ?? "").split(" ");
    const reason = `${subject} and ${earlier.subject} have the same name ${example}`;
    const remedy = "Rename one of the two.";
    const found = { code: "NAME_COLLIDES", subject, reason, remedy, severity: "error" as const };
    return [context.report(at, found, [earlier.at])];
  });
}
