import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ses from "@pulumi/aws/ses";
import * as sesv2 from "@pulumi/aws/sesv2";
import * as sns from "@pulumi/aws/sns";
import { all, type ComponentResourceOptions, type CustomResource, type Output } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema";
import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { privateBucket } from "../bucket";
import { queuePair } from "../queue";
import { dataTable } from "../table";
import { Phase } from "./phase";

/** Phase 2: what holds data and carries messages. */
export class CoreInfrastructure extends Phase {
  readonly queueUrls: Readonly<Record<string, Output<string>>>;
  readonly streamArns: Readonly<Record<string, Output<string>>>;

  constructor(stage: Stage, { data, events }: Catalog, options: ComponentResourceOptions) {
    super("core", options);
    const tables = Object.entries(data.tables).map(([name, spec]) => ({
      name,
      spec,
      table: dataTable(stage, name, spec, this),
    }));
    const queues = Object.entries(data.queues).map(([name, spec]) => ({ name, ...queuePair(stage, name, spec, this) }));
    const buckets = Object.entries(data.buckets).map(([name, spec]) => privateBucket(stage, name, spec, this));
    this.own(
      ...tables.map(({ table }) => table),
      ...queues.flatMap(({ queue, deadLetters }) => [queue, deadLetters]),
      ...buckets.flat(),
      ...eventResources(stage, events, this),
      ...emailResources(stage, events, this),
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

function eventResources(stage: Stage, events: Catalog["events"], parent: Phase): readonly CustomResource[] {
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
  return [...buses.map(({ bus }) => bus), ...rules, ...topics];
}

function emailResources(stage: Stage, { email }: Catalog["events"], parent: Phase): readonly CustomResource[] {
  const { reputationMetrics, events } = email.configurationSet;
  const set = new sesv2.ConfigurationSet(
    "email",
    {
      configurationSetName: NAMES.configurationSet.of(stage, "email"),
      reputationOptions: { reputationMetricsEnabled: reputationMetrics },
      sendingOptions: { sendingEnabled: true },
    },
    { parent },
  );
  const destination = new sesv2.ConfigurationSetEventDestination(
    "email-events",
    {
      configurationSetName: set.configurationSetName,
      eventDestinationName: "metrics",
      eventDestination: {
        enabled: true,
        matchingEventTypes: events,
        cloudWatchDestination: {
          dimensionConfigurations: [
            { dimensionName: "MessageTag", dimensionValueSource: "MESSAGE_TAG", defaultDimensionValue: "none" },
          ],
        },
      },
    },
    { parent },
  );
  const templates = Object.entries(email.templates).map(
    ([name, { subject, html, text }]) =>
      new ses.Template(`email-${name}`, { name: NAMES.emailTemplate.of(stage, name), subject, html, text }, { parent }),
  );
  return [set, destination, ...templates];
}
