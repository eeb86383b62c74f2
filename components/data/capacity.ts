import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as dynamodb from "@pulumi/aws/dynamodb";
import type { CustomResource, Resource } from "@pulumi/pulumi";
import type { Table } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";

const DIRECTIONS = [
  { id: "read", unit: "ReadCapacityUnits", metric: "DynamoDBReadCapacityUtilization" },
  { id: "write", unit: "WriteCapacityUnits", metric: "DynamoDBWriteCapacityUtilization" },
] as const;

/** Initial capacity of a table and each of its indexes; none on a stage whose tables are on demand. */
export function firstCapacity(stage: AnyStage): { readonly readCapacity?: number; readonly writeCapacity?: number } {
  const { capacity } = stage.data;
  return capacity.kind === "on-demand" ? {} : { readCapacity: capacity.read.min, writeCapacity: capacity.write.min };
}

/** Lets the capacity of a table and its indexes follow the load: two resources for reads, two for writes, of each. */
export function tableScaling(
  stage: AnyStage,
  name: string,
  spec: Table,
  table: dynamodb.Table,
  parent: Resource,
): readonly CustomResource[] {
  const { capacity } = stage.data;
  if (capacity.kind === "on-demand") return [];
  const physical = NAMES.table.of(stage, name);
  const scaled = [
    { suffix: "", resourceId: `table/${physical}`, dimension: "table" },
    ...Object.keys(spec.indexes).map((index) => ({
      suffix: `-${index}`,
      resourceId: `table/${physical}/index/${index}`,
      dimension: "index",
    })),
  ];
  return scaled.flatMap(({ suffix, resourceId, dimension }) =>
    DIRECTIONS.flatMap(({ id, unit, metric }) => {
      const { min, max } = capacity[id];
      const logical = `table-${name}${suffix}-${id}`;
      const target = new appautoscaling.Target(
        logical,
        {
          serviceNamespace: "dynamodb",
          resourceId,
          scalableDimension: `dynamodb:${dimension}:${unit}`,
          minCapacity: min,
          maxCapacity: max,
        },
        { parent, dependsOn: [table] },
      );
      const policy = new appautoscaling.Policy(
        `${logical}-policy`,
        {
          name: `${id}-utilization`,
          policyType: "TargetTrackingScaling",
          serviceNamespace: target.serviceNamespace,
          resourceId: target.resourceId,
          scalableDimension: target.scalableDimension,
          targetTrackingScalingPolicyConfiguration: {
            targetValue: capacity.targetPercent,
            predefinedMetricSpecification: { predefinedMetricType: metric },
          },
        },
        { parent },
      );
      return [target, policy];
    }),
  );
}
