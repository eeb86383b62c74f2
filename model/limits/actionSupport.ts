import { arnsOverlap } from "./arnPattern";
import { IAM_ACTIONS } from "./iamActions";

/** Entry for an action in AWS's Service Authorization Reference; unlisted: the table does not have the service. */
export type ActionSupport = "on-resources" | "on-all" | "unknown" | "unlisted";

/** @param action `route53:GetChange`; IAM ignores case */
export function actionSupport(action: string): ActionSupport {
  const [service = "", name = ""] = action.split(":");
  const listed = Object.hasOwn(IAM_ACTIONS, service) ? IAM_ACTIONS[service] : undefined;
  if (listed === undefined) return "unlisted";
  if (typesOf(listed.onResources, name) !== undefined) return "on-resources";
  return typesOf(listed.onAll, name) === undefined ? "unknown" : "on-all";
}

/** ARN patterns that an action supports, in the form of arnsOverlap; empty if the table does not list them. */
export function supportedArns(action: string): readonly string[] {
  const [service = "", name = ""] = action.split(":");
  const listed = Object.hasOwn(IAM_ACTIONS, service) ? IAM_ACTIONS[service] : undefined;
  const types = listed === undefined ? undefined : typesOf(listed.onResources, name);
  const arns = types?.map((type) => listed?.arns[type]) ?? [];
  // A resource type without ARN pattern matches any ARN.
  return arns.every((arn) => arn !== undefined) ? arns : [];
}

/**
 * Whether a statement that allows an action on a resource has an effect: the resource is "*", or may match an ARN that
 * the action supports.
 * @param resource of a policy, `*` and `?` included
 */
export function hasEffectOn(action: string, resource: string): boolean {
  if (resource === "*") return true;
  switch (actionSupport(action)) {
    case "unlisted":
      return true;
    case "unknown":
    case "on-all":
      return false;
    case "on-resources": {
      const arns = supportedArns(action);
      return arns.length === 0 || arns.some((arn) => arnsOverlap(arn, resource));
    }
  }
}

/** @returns undefined where the action is not listed */
function typesOf(actions: string, name: string): readonly string[] | undefined {
  return parsedActions(actions).get(name.toLowerCase());
}

/** Resource types by action, in lower case. Parsed once: every grant of every service asks. */
function parsedActions(actions: string): ReadonlyMap<string, readonly string[]> {
  const known = parsed.get(actions);
  if (known !== undefined) return known;
  const entries = actions.split(" ").filter((entry) => entry !== "");
  const types = new Map(
    entries.map((entry) => {
      const [action = "", list] = entry.split(":");
      return [action.toLowerCase(), list?.split(",") ?? []] as const;
    }),
  );
  parsed.set(actions, types);
  return types;
}

const parsed = new Map<string, ReadonlyMap<string, readonly string[]>>();

/** Every action of a service: `route53:GetChange`. */
export function actionsOfService(service: string): readonly string[] {
  const listed = Object.hasOwn(IAM_ACTIONS, service) ? IAM_ACTIONS[service] : undefined;
  if (listed === undefined) return [];
  const entries = `${listed.onResources} ${listed.onAll}`.split(" ").filter((entry) => entry !== "");
  return entries.map((entry) => `${service}:${entry.split(":")[0] ?? ""}`);
}
