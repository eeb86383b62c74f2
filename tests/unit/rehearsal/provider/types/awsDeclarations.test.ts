import { strict as assert } from "node:assert";
import type { Fields, Kind } from "../../../../../rehearsal/provider/schema/schema";
import { rows } from "../../../../../rehearsal/provider/types/table";
import { declaredInputs, type DeclaredFields, type DeclaredType } from "./awsDeclarations";

/** Inputs for which the rows differ from the official declarations, and why that has no effect here. */
const ALWAYS_GIVEN = "the components always give it";
const OTHER_FORM = "left out in a form that the rows do not have: ";
const DIFFERENCES: Readonly<Record<string, string>> = {
  "aws:acm/certificate:Certificate.domainName: required here only": `${OTHER_FORM}an imported certificate`,
  "aws:cloudwatch/metricAlarm:MetricAlarm.comparisonOperator: required here only": `${OTHER_FORM}a PromQL alarm`,
  "aws:cloudwatch/metricAlarm:MetricAlarm.evaluationPeriods: required here only": `${OTHER_FORM}a PromQL alarm`,
  "aws:cognito/userPool:UserPool.usernameConfiguration.caseSensitive: required here only": ALWAYS_GIVEN,
  "aws:cognito/userPoolClient:UserPoolClient.name: required here only": ALWAYS_GIVEN,
  "aws:dynamodb/table:Table.globalSecondaryIndexes[].hashKey: required here only": `${OTHER_FORM}keySchemas`,
  "aws:dynamodb/table:Table.hashKey: required here only": `${OTHER_FORM}a restored table`,
  "aws:iam/role:Role.inlinePolicies[].name: required here only": `${OTHER_FORM}an empty policy that removes all others`,
  "aws:iam/role:Role.inlinePolicies[].policy: required here only": `${OTHER_FORM}an empty policy that removes all others`,
  "aws:lambda/eventSourceMapping:EventSourceMapping.eventSourceArn: required here only": `${OTHER_FORM}a Kafka cluster of one's own`,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration.rules: required here only": ALWAYS_GIVEN,
  "aws:ssm/parameter:Parameter.value: required here only": `${OTHER_FORM}a write-only value`,
};

/** What of a row the official provider would not take, or requires besides: `aws:sqs/queue:Queue.name: …`. */
function differences(at: string, fields: Fields, declared: DeclaredFields): readonly string[] {
  const missing = [...declared].flatMap(([name, { required }]) =>
    required && fields[name] === undefined ? [`${at}.${name}: required there, absent here`] : [],
  );
  const unlike = Object.entries(fields).flatMap(([name, { kind, traits }]) => {
    const property = declared.get(name);
    if (property === undefined) return [`${at}.${name}: absent there`];
    const required = traits.required === true;
    return [
      ...(required === property.required
        ? []
        : [`${at}.${name}: ${required ? "required here" : "required there"} only`]),
      ...unlikeTypes(`${at}.${name}`, kind, property.types),
    ];
  });
  return [...missing, ...unlike];
}

const NAMES: Readonly<Record<Kind["name"], DeclaredType["name"]>> = {
  text: "text",
  json: "text",
  number: "number",
  flag: "flag",
  list: "list",
  set: "list",
  map: "map",
  block: "block",
};

function unlikeTypes(at: string, kind: Kind, types: readonly DeclaredType[]): readonly string[] {
  const same = types.find(({ name }) => name === NAMES[kind.name]);
  if (same === undefined) return [`${at}: ${kind.name} here, ${types.map(({ name }) => name).join(" or ")} there`];
  if (kind.name === "block") return same.name === "block" ? differences(at, kind.fields, same.fields()) : [];
  if ("of" in kind && "of" in same) return unlikeTypes(`${at}[]`, kind.of.kind, same.of);
  return [];
}

describe("the offline provider's rows beside @pulumi/aws", function () {
  this.timeout(60_000);

  it("take nothing else, and want the same", () => {
    const found = [...rows].flatMap(([token, { inputs }]) => differences(token, inputs, declaredInputs(token)));
    assert.deepEqual([...found].sort(), Object.keys(DIFFERENCES).sort());
  });
});
