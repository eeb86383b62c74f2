import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { apisWithRoutes } from "../../model/catalog/apis";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES, STAGE_ALARM } from "../../model/names";
import type { StageFunction } from "../../model/stage/functions";
import type { AnyStage } from "../../model/stage/stage";
import { apiAlarmNames } from "../../model/monitoring/apiAlarms";
import { failureAlarmNames } from "../../model/monitoring/lambdaQueries";

/** CloudWatch's limit on the alarms in one rule. */
const MAX_ALARMS = 100;

/**
 * One alarm for the whole stage: in alarm when any failure alarm of the API, its services or queues is. Rollouts watch
 * it. It has no actions: the alarms below it notify.
 * @param options `dependsOn` the components with these alarms: the rule may name only existing alarms
 */
export function stageAlarm(
  stage: AnyStage,
  catalog: Catalog,
  functions: readonly StageFunction[],
  options: CustomResourceOptions,
): void {
  if (stage.alarms.kind === "off") return;
  const services = Object.values(catalog.services).flatMap((service) =>
    failureAlarmNames(
      stage,
      service.service,
      functions.filter((fn) => fn.service.service === service.service),
    ),
  );
  const queues = Object.keys(catalog.data.queues).map((queue) => `${queue}-dead-letters`);
  const apis = apisWithRoutes(catalog, functions).flatMap(apiAlarmNames);
  const names = [...apis, ...services, ...queues].slice(0, MAX_ALARMS);
  new cloudwatch.CompositeAlarm(
    `alarm-${STAGE_ALARM}`,
    {
      alarmName: NAMES.alarm.of(stage, STAGE_ALARM),
      alarmDescription: "Composite alarm of all failure alarms of the stage; rollouts watch it",
      alarmRule: names.map((name) => `ALARM("${NAMES.alarm.of(stage, name)}")`).join(" OR "),
    },
    options,
  );
}
