import type { Cors } from "@aws-sdk/client-apigatewayv2";
import type { Aws } from "../../aws/aws";
import { readInfo, writeOpenApi } from "./openapi";
import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { stableText } from "../../values/values";
import { block, flag, json, number, type Shape, text, textSet } from "../../schema/schema";
import { readApi } from "./liveRoutes";

const inputs = {
  name: text({ length: [1, 128] }),
  protocolType: text({ required: true, replaces: true }),
  description: text({ length: [0, 1_024] }),
  version: text({ length: [1, 64] }),
  body: json(),
  failOnWarnings: flag({ default: false }),
  disableExecuteApiEndpoint: flag({ default: false }),
  corsConfiguration: block({
    allowCredentials: flag({ default: false }),
    allowHeaders: textSet(),
    allowMethods: textSet(),
    allowOrigins: textSet(),
    exposeHeaders: textSet(),
    maxAge: number({ default: 0 }),
  }),
  tags: TAGS_PROPERTY,
};

type Inputs = Shape<typeof inputs>;

function toCors(cors: NonNullable<Inputs["corsConfiguration"]>): Cors {
  return {
    AllowCredentials: cors.allowCredentials,
    AllowHeaders: [...(cors.allowHeaders ?? [])],
    AllowMethods: [...(cors.allowMethods ?? [])],
    AllowOrigins: [...(cors.allowOrigins ?? [])],
    ExposeHeaders: [...(cors.exposeHeaders ?? [])],
    MaxAge: cors.maxAge,
  };
}

const fromCors = (cors: Cors | undefined) =>
  cors && {
    allowCredentials: cors.AllowCredentials ?? false,
    allowHeaders: cors.AllowHeaders,
    allowMethods: cors.AllowMethods,
    allowOrigins: cors.AllowOrigins,
    exposeHeaders: cors.ExposeHeaders,
    maxAge: cors.MaxAge ?? 0,
  };

/**
 * Name, description, version and tags are the document's after an import, whatever the program says: the AWS provider
 * reads them back and shows a change at the next preview. CORS settings become the document's too, and are written again.
 * Source: terraform-provider-aws, internal/service/apigatewayv2/api.go, `reimportOpenAPIDefinition`.
 */
async function importBody({ apigateway }: Aws, id: string, given: Inputs): Promise<void> {
  if (given.body === undefined) return;
  await apigateway.reimportApi({ ApiId: id, Body: given.body, FailOnWarnings: given.failOnWarnings });
  const { CorsConfiguration: imported } = await apigateway.getApi({ ApiId: id });
  const { title, description, version } = readInfo(given.body);
  const wanted = given.corsConfiguration && toCors(given.corsConfiguration);
  const isKept = stableText(fromCors(imported)) === stableText(wanted && fromCors(wanted));
  if (!isKept && wanted === undefined) await apigateway.deleteCorsConfiguration({ ApiId: id });
  await apigateway.updateApi({
    ApiId: id,
    Name: title ?? given.name,
    Description: description ?? given.description ?? "",
    Version: version ?? given.version ?? "",
    ...(isKept || wanted === undefined ? {} : { CorsConfiguration: wanted }),
  });
}

/**
 * The AWS provider never reads this property: the driver compares the routes with the release
 * (`automation/operations/routeDrift.ts`). An import takes the routes that it finds.
 */
async function readBody({ apigateway }: Aws, id: string, known: unknown): Promise<string | undefined> {
  if (typeof known === "string") return known;
  const live = await readApi(apigateway, id);
  return live.routes.length === 0 ? undefined : writeOpenApi(live);
}

/** APIs have no resource ARN of their own in the SDK's answers. */
const apiArn = (region: string, id: string): string => `arn:aws:apigateway:${region}::/apis/${id}`;

export const api = defineRow({
  token: "aws:apigatewayv2/api:Api",
  inputs,
  outputs: ["arn", "apiEndpoint", "executionArn", "apiKeySelectionExpression", "routeSelectionExpression"],
  autoName: { property: "name" },
  async create({ apigateway }, given) {
    const { ApiId = "" } = await apigateway.createApi({
      Name: given.name,
      ProtocolType: given.protocolType as "HTTP",
      Description: given.description,
      Version: given.version,
      DisableExecuteApiEndpoint: given.disableExecuteApiEndpoint,
      ...(given.corsConfiguration === undefined ? {} : { CorsConfiguration: toCors(given.corsConfiguration) }),
      Tags: given.tagsAll,
    });
    return ApiId;
  },
  async settle(aws, id, given) {
    await importBody(aws, id, given);
  },
  async read(aws, id, state) {
    const { apigateway, region, account } = aws;
    const found = await apigateway.getApi({ ApiId: id });
    const arn = apiArn(region, id);
    // The answer's own tags are those of the creation: not every emulator keeps them up to date.
    const { Tags } = await apigateway.getTags({ ResourceArn: arn });
    return {
      name: found.Name,
      protocolType: found.ProtocolType,
      description: found.Description,
      version: found.Version,
      body: await readBody(aws, id, state["body"]),
      disableExecuteApiEndpoint: found.DisableExecuteApiEndpoint ?? false,
      corsConfiguration: fromCors(found.CorsConfiguration),
      arn,
      apiEndpoint: found.ApiEndpoint,
      executionArn: `arn:aws:execute-api:${region}:${account}:${id}`,
      apiKeySelectionExpression: found.ApiKeySelectionExpression,
      routeSelectionExpression: found.RouteSelectionExpression,
      tags: Tags ?? {},
    };
  },
  async update(aws, { id, news, changed }) {
    const { apigateway } = aws;
    if (changed.has("corsConfiguration") && news.corsConfiguration === undefined) {
      await apigateway.deleteCorsConfiguration({ ApiId: id });
    }
    await apigateway.updateApi({
      ApiId: id,
      Name: news.name,
      Description: news.description ?? "",
      DisableExecuteApiEndpoint: news.disableExecuteApiEndpoint,
      Version: news.version ?? "",
      ...(news.corsConfiguration === undefined ? {} : { CorsConfiguration: toCors(news.corsConfiguration) }),
    });
    if (changed.has("body")) await importBody(aws, id, news);
  },
  async retag({ apigateway, region }, { id, set, removed }) {
    const ResourceArn = apiArn(region, id);
    if (removed.length > 0) await apigateway.untagResource({ ResourceArn, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await apigateway.tagResource({ ResourceArn, Tags: set });
  },
  async remove({ apigateway }, id) {
    await apigateway.deleteApi({ ApiId: id });
  },
  validate({ body, protocolType }) {
    if (body === undefined) return [];
    if (protocolType !== "HTTP") return ["only an HTTP API is made from a body"];
    try {
      readInfo(body);
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  },
});
