import type { Catalog, Queue, Table } from "../catalog/schema/catalog";
import type { StageData } from "./stageData";

/**
 * What a rollback cannot restore, one sentence each: deleted data, and data settings that are not rolled back.
 * @param then catalog of the target
 */
export function rollbackNotes(then: Catalog, today: StageData): readonly string[] {
  const { tables, queues, buckets } = then.data;
  return [
    ...missing("table", tables, today.tables),
    ...missing("queue", queues, today.queues),
    ...missing("bucket", buckets, today.buckets),
    ...missing("group", then.identity.groups, today.identity?.groups ?? {}),
    ...Object.entries(tables).flatMap(([name, table]) => tableNotes(name, table, today.tables[name])),
    ...Object.entries(queues).flatMap(([name, queue]) => queueNotes(name, queue, today.queues[name])),
  ];
}

function missing(kind: string, then: object, today: object): readonly string[] {
  return Object.keys(then)
    .filter((name) => !Object.hasOwn(today, name))
    .map((name) => `${kind} ${name} was deleted since: it is created again, empty`);
}

function tableNotes(name: string, then: Table, today: Table | undefined): readonly string[] {
  if (today === undefined) return [];
  const keys = ({ hash, range }: Pick<Table, "hash" | "range">): string => [hash, range ?? ""].join(" ").trim();
  const indexes = Object.entries(then.indexes).flatMap(([index, spec]) => {
    const current = today.indexes[index];
    return current === undefined || JSON.stringify(current) === JSON.stringify(spec) ? [] : [index];
  });
  return [
    ...(keys(then) === keys(today) ? [] : [`table ${name} keeps its key ${keys(today)}; it was ${keys(then)} then`]),
    ...(then.ttl === undefined || then.ttl === today.ttl
      ? []
      : [
          `table ${name} keeps its TTL ${today.ttl ?? "off"}; it was ${then.ttl} then (DynamoDB allows one TTL change per hour)`,
        ]),
    ...indexes.map((index) => `index ${index} of table ${name} keeps its definition of today`),
  ];
}

/** A queue keeps its type, which is part of its name, so the target's triggers and senders may not fit. */
function queueNotes(name: string, then: Queue, today: Queue | undefined): readonly string[] {
  if (today === undefined || today.type === then.type) return [];
  return [
    `queue ${name} keeps its type ${today.type}; it was ${then.type} then, and its triggers and senders of then may not fit`,
  ];
}
