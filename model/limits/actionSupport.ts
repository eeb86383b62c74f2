import { IAM_ACTIONS } from "./iamActions";

/** What AWS's Service Authorization Reference says of an action; unlisted: of a service that the table does not have. */
export type ActionSupport = "on-resources" | "on-all" | "unknown" | "unlisted";

/** @param action `route53:GetChange`; IAM ignores case */
export function actionSupport(action: string): ActionSupport {
  const [service = "", name = ""] = action.split(":");
  const listed = Object.hasOwn(IAM_ACTIONS, service) ? IAM_ACTIONS[service] : undefined;
  if (listed === undefined) return "unlisted";
  if (hasName(listed.onResources, name)) return "on-resources";
  return hasName(listed.onAll, name) ? "on-all" : "unknown";
}

function hasName(names: string, name: string): boolean {
  return names.toLowerCase().split(" ").includes(name.toLowerCase());
}

/** Every action of a service: `route53:GetChange`. */
export function actionsOfService(service: string): readonly string[] {
  const listed = Object.hasOwn(IAM_ACTIONS, service) ? IAM_ACTIONS[service] : undefined;
  if (listed === undefined) return [];
  return `${listed.onResources} ${listed.onAll}`.split(" ").map((name) => `${service}:${name}`);
}
