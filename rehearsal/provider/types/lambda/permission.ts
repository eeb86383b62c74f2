import { defineRow } from "../../schema/row";
import { text } from "../../schema/schema";
import { isRecord } from "../../values/values";
import { functionName } from "./functionName";

interface Statement {
  readonly Sid?: string;
  readonly Action?: string;
  readonly Principal?: string | Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const permissionInputs = {
  statementId: text({ replaces: true }),
  action: text({ required: true, replaces: true }),
  function: text({ required: true, replaces: true, normal: functionName }),
  principal: text({ required: true, replaces: true }),
  qualifier: text({ replaces: true }),
  sourceArn: text({ replaces: true }),
  sourceAccount: text({ replaces: true }),
};

export const permission = defineRow({
  token: "aws:lambda/permission:Permission",
  inputs: permissionInputs,
  outputs: [],
  autoName: { property: "statementId" },
  async create({ lambda }, given) {
    const StatementId = given.statementId ?? "";
    await lambda.addPermission({
      FunctionName: given.function,
      StatementId,
      Action: given.action,
      Principal: given.principal,
      Qualifier: given.qualifier,
      SourceArn: given.sourceArn,
      SourceAccount: given.sourceAccount,
    });
    return StatementId;
  },
  async read({ lambda }, id, state) {
    // An import says `FUNCTION/STATEMENT` or `FUNCTION:QUALIFIER/STATEMENT`.
    const [reference = "", sid] = id.includes("/") ? id.split("/") : [String(state["function"] ?? ""), id];
    const [plainName, importedQualifier] = reference.startsWith("arn:")
      ? [functionName(reference)]
      : reference.split(":");
    const Qualifier = typeof state["qualifier"] === "string" ? state["qualifier"] : importedQualifier;
    const { Policy = "{}" } = await lambda.getPolicy({ FunctionName: plainName, Qualifier });
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: readonly Statement[] };
    const found = Statement.find((statement) => statement.Sid === sid);
    if (found === undefined) return undefined;
    const principal = isRecord(found.Principal) ? Object.values(found.Principal)[0] : found.Principal;
    return {
      statementId: sid,
      function: plainName,
      action: found.Action,
      principal,
      qualifier: Qualifier,
      sourceArn: found.Condition?.["ArnLike"]?.["AWS:SourceArn"],
      sourceAccount: found.Condition?.["StringEquals"]?.["AWS:SourceAccount"],
    };
  },
  async remove({ lambda }, id, state) {
    const Qualifier = typeof state["qualifier"] === "string" ? state["qualifier"] : undefined;
    const StatementId = String(state["statementId"] ?? id);
    await lambda.removePermission({ FunctionName: String(state["function"]), StatementId, Qualifier });
  },
});
