import { defineRow } from "../../schema/row";
import { block, numberMap, type Shape, text } from "../../schema/schema";
import { invokeArn } from "./function";
import { functionName } from "./functionName";

const aliasInputs = {
  name: text({ replaces: true }),
  functionName: text({ required: true, replaces: true, normal: functionName }),
  functionVersion: text({ required: true }),
  description: text(),
  routingConfig: block({ additionalVersionWeights: numberMap() }),
};

const routing = (given: Shape<typeof aliasInputs>) => ({
  RoutingConfig: { AdditionalVersionWeights: { ...given.routingConfig?.additionalVersionWeights } },
});

/** An alias's id is its ARN, as the AWS provider has it; `FUNCTION/ALIAS` serves for an import. */
function aliasKey(id: string): { readonly FunctionName: string; readonly Name: string } {
  const parts = id.startsWith("arn:") ? id.split(":").slice(6) : id.split("/");
  return { FunctionName: parts[0] ?? "", Name: parts[1] ?? "" };
}

export const alias = defineRow({
  token: "aws:lambda/alias:Alias",
  inputs: aliasInputs,
  outputs: ["arn", "invokeArn"],
  autoName: { property: "name" },
  async create({ lambda }, given) {
    const { AliasArn = "" } = await lambda.createAlias({
      FunctionName: functionName(given.functionName),
      Name: given.name,
      FunctionVersion: given.functionVersion,
      Description: given.description ?? "",
      ...(given.routingConfig === undefined ? {} : routing(given)),
    });
    return AliasArn;
  },
  async read(aws, id) {
    const { FunctionName } = aliasKey(id);
    const found = await aws.lambda.getAlias(aliasKey(id));
    const weights = found.RoutingConfig?.AdditionalVersionWeights ?? {};
    const arn = found.AliasArn ?? "";
    return {
      name: found.Name,
      functionName: FunctionName,
      functionVersion: found.FunctionVersion,
      description: found.Description,
      routingConfig: Object.keys(weights).length > 0 ? { additionalVersionWeights: weights } : undefined,
      arn,
      invokeArn: invokeArn(aws, arn),
    };
  },
  async update({ lambda }, { id, news, changed }) {
    await lambda.updateAlias({
      ...aliasKey(id),
      FunctionVersion: news.functionVersion,
      Description: news.description ?? "",
      ...(changed.has("routingConfig") ? routing(news) : {}),
    });
  },
  async remove({ lambda }, id) {
    await lambda.deleteAlias(aliasKey(id));
  },
});
