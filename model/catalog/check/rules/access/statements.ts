import { unreachable } from "../../../../errors";
import { actionsOfService, actionSupport, hasEffectOn, supportedArns } from "../../../../limits/actionSupport";
import { nearestName } from "../../../../nearestName";
import type { Finding } from "../../../finding";
import type { Service } from "../../../schema/service";
import type { Path, Rule, RuleContext } from "../../rule";

/** AWS services whose resources are in the catalog, and the grant to use instead of a statement. */
const GRANTABLE: Readonly<Record<string, string>> = {
  dynamodb: "read-write table:<name>",
  sqs: "send queue:<name>",
  s3: "read-write bucket:<name>",
  events: "publish bus:<name>",
  sns: "publish topic:<name>",
  "cognito-idp": "manage-users identity",
  ses: "send email",
};

const ARN = /^arn:aws:[a-z0-9-]+:[^:]*:[^:]*:\S+$/;

/** Custom IAM statements are well formed, narrow, and used only where no grant applies. */
export const statements: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) => [
    ...service.statements.flatMap(({ actions, resources }, statement) =>
      actions.flatMap((action, index) => {
        const at = ["services", service.service, "statements", statement, "actions", index];
        return [
          ...actionFindings(context, at, service, action),
          ...supportFindings(context, at, service, action, resources),
        ];
      }),
    ),
    ...service.statements.flatMap(({ resources }, statement) =>
      resources.flatMap((resource, index) => {
        const at = ["services", service.service, "statements", statement, "resources", index];
        return resourceFindings(context, at, service, resource);
      }),
    ),
  ]);

function actionFindings(context: RuleContext, at: Path, { service }: Service, action: string): readonly Finding[] {
  const subject = `${service} ${action}`;
  const [, prefix = ""] = /^([a-z0-9-]+):[A-Za-z]+$/.exec(action) ?? [];
  if (prefix === "") {
    const reason = action.includes("*")
      ? `"${action}" allows several actions, including future ones`
      : `"${action}" is not an IAM action`;
    const remedy = 'Name each action: "route53:GetChange".';
    return [context.report(at, { code: "STATEMENT_ACTION", subject, reason, remedy, severity: "error" })];
  }
  const grant = Object.hasOwn(GRANTABLE, prefix) ? GRANTABLE[prefix] : undefined;
  if (grant === undefined) return [];
  const reason = `a grant covers "${action}" and is checked`;
  const remedy = `Write a grant, such as "${grant}".`;
  return [context.report(at, { code: "STATEMENT_GRANTABLE", subject, reason, remedy, severity: "warning" })];
}

/** An action has no effect on resources of another type, and actions that AWS grants only on "*" have none on ARNs. */
function supportFindings(
  context: RuleContext,
  at: Path,
  { service }: Service,
  action: string,
  resources: readonly string[],
): readonly Finding[] {
  const subject = `${service} ${action}`;
  const named = resources.map((_resource, index) => [...at.slice(0, -2), "resources", index]);
  const support = /^[a-z0-9-]+:[A-Za-z]+$/.test(action) ? actionSupport(action) : "unlisted";
  switch (support) {
    case "unlisted":
      return [];
    case "on-resources": {
      // resourceFindings() reports invalid ARNs.
      if (resources.some((resource) => hasEffectOn(action, resource) || !ARN.test(resource))) return [];
      const forms = supportedArns(action).map((arn) => arn.replace(/[%*]/g, "…"));
      const reason = `"${action}" has no effect on ${resources.join(", ")}: AWS grants it on ${forms.join(" or ")}`;
      const remedy = "Name a resource that the action supports.";
      return [
        context.report(at, { code: "STATEMENT_ACTION_RESOURCE", subject, reason, remedy, severity: "error" }, named),
      ];
    }
    case "unknown": {
      const [prefix = ""] = action.split(":");
      const close = nearestName(action, actionsOfService(prefix));
      const reason = `unknown action "${action}"`;
      const remedy = close === null ? "Name an action of the Service Authorization Reference." : `Write "${close}".`;
      return [context.report(at, { code: "STATEMENT_ACTION", subject, reason, remedy, severity: "error" })];
    }
    case "on-all": {
      if (resources.includes("*")) return [];
      const reason = `AWS grants "${action}" only on "*": it has no effect on an ARN`;
      const remedy = 'Write a separate statement for it with resources: ["*"].';
      return [
        context.report(at, { code: "STATEMENT_ACTION_RESOURCE", subject, reason, remedy, severity: "error" }, named),
      ];
    }
    default:
      return unreachable(support);
  }
}

function resourceFindings(context: RuleContext, at: Path, { service }: Service, resource: string): readonly Finding[] {
  if (resource === "*" || ARN.test(resource)) return [];
  const reason = `"${resource}" is not an ARN`;
  const remedy = 'Write "arn:aws:<service>:{region}:{account}:<what>".';
  const subject = `${service} ${resource}`;
  return [context.report(at, { code: "STATEMENT_RESOURCE", subject, reason, remedy, severity: "error" })];
}
