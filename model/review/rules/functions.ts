import { ofType, textAt } from "../plannedResource";
import type { ReviewRule } from "../rule";

export const functionRules: readonly ReviewRule[] = [
  {
    code: "FUNCTION_URL_PUBLIC",
    severity: "critical",
    finds: "a function URL without authentication",
    remedy: "Set authorizationType to AWS_IAM, or use a route of the API.",
    check: ({ resources }) =>
      ofType(resources, "aws:lambda/functionUrl:FunctionUrl").flatMap(({ name, inputs }) =>
        inputs["authorizationType"] === "AWS_IAM" ? [] : [{ subject: name, reason: "any caller can invoke it" }],
      ),
  },
  {
    code: "PERMISSION_OPEN",
    severity: "critical",
    finds: "a permission that lets any principal, or an AWS service on behalf of any account, invoke a function",
    remedy: "Set sourceArn, and sourceAccount where the ARN has no account.",
    check: ({ resources }) =>
      ofType(resources, "aws:lambda/permission:Permission").flatMap(({ name, inputs }) => {
        const principal = textAt(inputs, "principal");
        const limits = ["sourceArn", "sourceAccount", "principalOrgId"].some((key) => inputs[key] !== undefined);
        if (limits || !(principal === "*" || principal.endsWith(".amazonaws.com"))) return [];
        return [
          {
            subject: name,
            reason: `${principal === "*" ? "any principal" : `${principal}, for any account,`} may invoke it`,
          },
        ];
      }),
  },
];
