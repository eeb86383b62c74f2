import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { Resource } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES, STAGE_ALARM } from "../../model/names";
import type { StageFunction } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";
import { failureAlarmNames } from "./alarms";

/** CloudWatch's limit on the alarms that one rule may name. */
const MOST_ALARMS = 100;

/**
 * One alarm for the whole stage, which rings when any does that speaks of failures: the API's first, then those of its
 * services and queues. A rollout watches it. It makes no noise of its own: the others do.
 */
export function stageAlarm(
  stage: Stage,
  catalog: Catalog,
  functions: readonly StageFunction[],
  parent: Resource,
  phases: readonly Resource[],
): void {
  if (stage.alarms.kind === "off") return;
  const services = Object.values(catalog.services).flatMap((service) =>
    failureAlarmNames(
      stage,
      service,
      functions.filter((fn) => fn.service.service === service.service),
    ),
  );
  const queues = Object.keys(catalog.data.queues).map((queue) => `${queue}-dead-letters`);
  const names = ["api-5xx", "api-latency", ...services, ...queues].slice(0, MOST_ALARMS);
  new cloudwatch.CompositeAlarm(
    `alarm-${STAGE_ALARM}`,
    {
      alarmName: NAMES.alarm.of(stage, STAGE_ALARM),
      alarmDescription: "Any alarm of the stage that speaks of failures; rollouts watch it",
      alarmRule: names.map((name) => `ALARM("${NAMES.alarm.of(stage, name)}")`).join(" OR "),
    },
    // It can name only alarms that are there, and they can go only after it.
    { parent, dependsOn: [...phases] },
  );
}
