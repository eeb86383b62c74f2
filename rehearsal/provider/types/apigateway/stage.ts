import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { block, flag, number, type Shape, text, textMap } from "../../schema/schema";
import { retag } from "./retag";

/** A log group's ARN with or without the `:*` at its end is the same to AWS. */
const destination = (arn: string): string => arn.replace(/:\*$/, "");

const inputs = {
  apiId: text({ required: true, replaces: true }),
  name: text({ replaces: true }),
  deploymentId: text({ computed: true }),
  autoDeploy: flag({ default: false }),
  description: text(),
  accessLogSettings: block({
    destinationArn: text({ required: true, normal: destination }),
    format: text({ required: true }),
  }),
  defaultRouteSettings: block(
    {
      detailedMetricsEnabled: flag({ default: false }),
      throttlingBurstLimit: number({ default: 0 }),
      throttlingRateLimit: number({ default: 0 }),
    },
    { computed: true },
  ),
  stageVariables: textMap(),
  tags: TAGS_PROPERTY,
};

type Inputs = Shape<typeof inputs>;

function settings(given: Inputs) {
  const { accessLogSettings: logs, defaultRouteSettings: routes } = given;
  return {
    AutoDeploy: given.autoDeploy,
    Description: given.description ?? "",
    StageVariables: { ...given.stageVariables },
    ...(given.autoDeploy || given.deploymentId === undefined ? {} : { DeploymentId: given.deploymentId }),
    ...(logs === undefined
      ? {}
      : { AccessLogSettings: { DestinationArn: destination(logs.destinationArn), Format: logs.format } }),
    DefaultRouteSettings:
      routes === undefined
        ? {}
        : {
            DetailedMetricsEnabled: routes.detailedMetricsEnabled,
            // AWS takes 0 for "none at all": left out, there is no limit but the account's.
            ...(routes.throttlingBurstLimit > 0 ? { ThrottlingBurstLimit: routes.throttlingBurstLimit } : {}),
            ...(routes.throttlingRateLimit > 0 ? { ThrottlingRateLimit: routes.throttlingRateLimit } : {}),
          },
  };
}

/** `API/STAGE` serves for an import; the id itself is the stage's name, as the AWS provider has it. */
function stageKey(id: string, apiId: unknown): { readonly ApiId: string; readonly StageName: string } {
  const [first = "", second] = id.split("/");
  return second === undefined ? { ApiId: String(apiId), StageName: first } : { ApiId: first, StageName: second };
}

export const stage = defineRow({
  token: "aws:apigatewayv2/stage:Stage",
  inputs,
  outputs: ["arn", "invokeUrl", "executionArn"],
  autoName: { property: "name" },
  async create({ apigateway }, given) {
    const StageName = given.name ?? "";
    await apigateway.createStage({ ApiId: given.apiId, StageName, ...settings(given), Tags: given.tagsAll });
    return StageName;
  },
  async read({ apigateway, region, account }, id, state) {
    const key = stageKey(id, state["apiId"]);
    const { ApiId, StageName } = key;
    const found = await apigateway.getStage(key);
    const { ApiEndpoint = "" } = await apigateway.getApi({ ApiId });
    const logs = found.AccessLogSettings;
    const routes = found.DefaultRouteSettings ?? {};
    const arn = `arn:aws:apigateway:${region}::/apis/${ApiId}/stages/${StageName}`;
    const { Tags } = await apigateway.getTags({ ResourceArn: arn });
    const limited = Object.values(routes).some((value) => value !== undefined && value !== false && value !== 0);
    return {
      apiId: ApiId,
      name: StageName,
      deploymentId: found.DeploymentId,
      autoDeploy: found.AutoDeploy ?? false,
      description: found.Description,
      accessLogSettings: logs?.DestinationArn
        ? { destinationArn: logs.DestinationArn, format: logs.Format }
        : undefined,
      defaultRouteSettings:
        limited || state["defaultRouteSettings"] !== undefined
          ? {
              detailedMetricsEnabled: routes.DetailedMetricsEnabled ?? false,
              throttlingBurstLimit: routes.ThrottlingBurstLimit ?? 0,
              throttlingRateLimit: routes.ThrottlingRateLimit ?? 0,
            }
          : undefined,
      stageVariables: found.StageVariables,
      arn,
      invokeUrl: StageName === "$default" ? `${ApiEndpoint}/` : `${ApiEndpoint}/${StageName}`,
      executionArn: `arn:aws:execute-api:${region}:${account}:${ApiId}/${StageName}`,
      tags: Tags ?? {},
    };
  },
  async update({ apigateway }, { id, news, changed }) {
    // AWS has DeleteAccessLogSettings for this; MiniStack 1.5 would delete the whole stage.
    const cleared = changed.has("accessLogSettings") && news.accessLogSettings === undefined;
    const logs = cleared ? { AccessLogSettings: {} } : {};
    await apigateway.updateStage({ ApiId: news.apiId, StageName: id, ...settings(news), ...logs });
  },
  retag,
  async remove({ apigateway }, id, state) {
    await apigateway.deleteStage(stageKey(id, state["apiId"]));
  },
});
