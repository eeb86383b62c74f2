import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import { all, type CustomResource, type Input, type Output } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { alarmTopic } from "../monitoring/alarms";
import { privateBucket } from "../data/bucket";
import { tableScaling } from "../data/capacity";
import { emailResources } from "../events/email";
import { queuePair, type QueuePair } from "../data/queue";
import { queueAlarms } from "../monitoring/queueAlarms";
import { queueTargets } from "../events/ruleTargets";
import { schedulerRole } from "../events/schedule";
import type { Transition } from "../functions/environment";
import { dataTable } from "../data/table";
import { Phase, type PhaseOptions } from "./phase";

/** Phase 2: tables, queues, buckets, events and e-mail. */
export class CoreInfrastructure extends Phase {
  readonly queueUrls: Readonly<Record<string, Output<string>>>;
  readonly streamArns: Readonly<Record<string, Output<string>>>;
  /** Role in which schedules invoke functions; null without schedules. */
  readonly schedulerRoleArn: Output<string> | null;

  constructor(
    stage: AnyStage,
    catalog: Catalog,
    /** Names of tables that are on demand on AWS now. */
    onDemandTables: ReadonlySet<string>,
    transition: Transition | null,
    zoneId: Input<string>,
    options: PhaseOptions,
  ) {
    super("core", options);
    const { data, events } = catalog;
    const tables = Object.entries(data.tables).map(([name, spec]) => ({
      name,
      spec,
      table: dataTable(stage, name, spec, this, onDemandTables.has(name)),
    }));
    const queues = Object.entries(data.queues).map(([name, spec]) => ({
      name,
      spec,
      ...queuePair(stage, name, spec, this),
    }));
    const buckets = Object.entries(data.buckets).map(([name, spec]) => privateBucket(stage, name, spec, this));
    const scheduler = schedulerRole(stage, catalog, transition, this);
    this.schedulerRoleArn = scheduler === null ? null : scheduler.role.arn;
    this.own(
      ...tables.flatMap(({ name, spec, table }) => [table, ...tableScaling(stage, name, spec, table, this)]),
      ...queues.flatMap(({ name, spec, queue, deadLetters }) => [
        queue,
        deadLetters,
        ...queueAlarms(stage, name, spec, this),
      ]),
      ...buckets.flat(),
      ...eventResources(stage, catalog, Object.fromEntries(queues.map((pair) => [pair.name, pair])), this),
      ...(scheduler === null ? [] : [scheduler.role, scheduler.policy]),
      ...emailResources(stage, events, zoneId, this),
      ...alarmTopic(stage, this),
    );
    this.streamArns = Object.fromEntries(
      tables.flatMap(({ name, spec, table }) => (spec.stream === undefined ? [] : [[name, table.streamArn] as const])),
    );
    this.queueUrls = Object.fromEntries(
      queues.flatMap(({ name, queue, deadLetters }) => [
        [name, queue.url],
        [`${name}-dlq`, deadLetters.url],
      ]),
    );
    this.complete({
      tables: Object.keys(data.tables).map((name) => NAMES.table.of(stage, name)),
      queues: all(queues.map(({ queue }) => queue.url)),
      buckets: Object.keys(data.buckets).map((name) => NAMES.bucket.of(stage, name)),
    });
  }
}

function eventResources(
  stage: AnyStage,
  catalog: Catalog,
  queues: Readonly<Record<string, QueuePair>>,
  parent: Phase,
): readonly CustomResource[] {
  const { events } = catalog;
  const buses = Object.keys(events.buses).map((name) => ({
    name,
    bus: new cloudwatch.EventBus(`bus-${name}`, { name: NAMES.bus.of(stage, name) }, { parent }),
  }));
  const rules = Object.entries(events.rules).map(
    ([name, rule]) =>
      new cloudwatch.EventRule(
        `rule-${name}`,
        {
          name: NAMES.rule.of(stage, name),
          eventBusName: NAMES.bus.of(stage, rule.bus),
          eventPattern: JSON.stringify({ source: rule.sources, "detail-type": rule.detailTypes }),
        },
        { parent, dependsOn: buses.flatMap(({ name: bus, bus: resource }) => (bus === rule.bus ? [resource] : [])) },
      ),
  );
  const topics = Object.keys(events.topics).map(
    (name) =>
      new sns.Topic(
        `topic-${name}`,
        { name: NAMES.topic.of(stage, name), kmsMasterKeyId: "alias/aws/sns" },
        { parent },
      ),
  );
  const targets = queueTargets(stage, catalog, queues, rules, parent);
  return [...buses.map(({ bus }) => bus), ...rules, ...targets, ...topics];
}
