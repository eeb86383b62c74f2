import type { StateInputs } from "../state/exportedState";
import { functionName, IDENTITIES, stringProperty, type AwsLocation } from "../recovery/identity";
import { holdsUnknown } from "./previewedResources";

const QUEUE = "aws:sqs/queue:Queue";

/** The ids that name a resource which exists. */
export type AdoptionId =
  /** The id follows from the inputs. */
  | {
      readonly kind: "known";
      /** The provider's id. */
      readonly id: string;
      /** What `pulumi import` takes, where it is another. */
      readonly importId: string;
    }
  /** AWS assigned it: any id of the type. */
  | { readonly kind: "any" }
  /** It depends on a resource that does not exist yet. */
  | { readonly kind: "unknown" }
  /** The type has nothing to adopt: a new one does no harm. */
  | { readonly kind: "none" };

/**
 * Types whose import id is not the provider's id. Source: "Import" of each type in the documentation of
 * terraform-provider-aws.
 */
const IMPORT_IDS: Readonly<Record<string, (inputs: StateInputs) => string>> = {
  "aws:apigatewayv2/stage:Stage": (inputs) => joined(inputs, "apiId", "name"),
  "aws:appautoscaling/target:Target": (inputs) => joined(inputs, "serviceNamespace", "resourceId", "scalableDimension"),
  "aws:appautoscaling/policy:Policy": (inputs) =>
    joined(inputs, "serviceNamespace", "resourceId", "scalableDimension", "name"),
  "aws:cloudwatch/eventTarget:EventTarget": (inputs) => joined(inputs, "eventBusName", "rule", "targetId"),
  "aws:lambda/alias:Alias": (inputs) =>
    `${functionName(stringProperty(inputs, "functionName"))}/${stringProperty(inputs, "name")}`,
  "aws:lambda/permission:Permission": (inputs) =>
    `${functionName(stringProperty(inputs, "function"))}/${stringProperty(inputs, "statementId")}`,
};

/** Searched types of which AWS allows several side by side, and which hold nothing. */
const REPEATABLE = new Set([
  "aws:apigatewayv2/apiMapping:ApiMapping",
  "aws:apigatewayv2/deployment:Deployment",
  "aws:cognito/userPoolClient:UserPoolClient",
]);

function joined(inputs: StateInputs, ...properties: readonly string[]): string {
  return properties.map((property) => stringProperty(inputs, property)).join("/");
}

function adoptionKind(type: string): "derived" | "any" | "none" {
  switch (IDENTITIES[type]?.kind) {
    case "derived":
      return "derived";
    case "searched":
      return REPEATABLE.has(type) ? "none" : "any";
    case "none":
    case undefined:
      return "none";
  }
}

/** The id with which a resource of these inputs can be adopted. */
export function adoptionId(type: string, inputs: StateInputs, location: AwsLocation): AdoptionId {
  const kind = adoptionKind(type);
  const identity = IDENTITIES[type];
  if (kind !== "derived" || identity?.kind !== "derived") return { kind: kind === "any" ? "any" : "none" };
  const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsUnknown(value)));
  try {
    const id = identity.id(known, location);
    return { kind: "known", id, importId: IMPORT_IDS[type]?.(known) ?? id };
  } catch (error) {
    if (error instanceof TypeError) return { kind: "unknown" };
    throw error;
  }
}

/** The physical name of a resource: the property that AWS knows it by; null where it has none. */
export function physicalName(type: string, inputs: StateInputs, location: AwsLocation): string | null {
  const id = adoptionId(type, inputs, location);
  const { name } = inputs;
  if (id.kind === "known" && !id.id.startsWith("arn:")) return id.id;
  return typeof name === "string" && !holdsUnknown(name) ? name : null;
}

/** Ids that AWS assigns. */
const ASSIGNED_IDS: Readonly<Record<string, string>> = {
  "aws:acm/certificate:Certificate": "<arn>",
  "aws:apigatewayv2/api:Api": "<API id>",
  "aws:cognito/userPool:UserPool": "<region>_<id>",
  "aws:lambda/eventSourceMapping:EventSourceMapping": "<UUID>",
  "aws:sns/topicSubscription:TopicSubscription": "<arn>",
  [QUEUE]: "https://sqs.<region>.amazonaws.com/<account>/<name>",
};

/** The form of a type's id, for documentation: `<role>:<name>`; null where the type is not adopted. */
export function importIdForm(type: string): string | null {
  const properties = new Proxy({}, { get: (_target, property) => `<${String(property)}>` });
  switch (adoptionKind(type)) {
    case "none":
      return null;
    case "any":
      return ASSIGNED_IDS[type] ?? "<id>";
    case "derived": {
      const identity = IDENTITIES[type];
      if (identity?.kind !== "derived") return null;
      return IMPORT_IDS[type]?.(properties) ?? identity.id(properties, { region: "<region>", account: "<account>" });
    }
  }
}

/** Services in ARNs, where the type's module has another name. */
const ARN_SERVICES: Readonly<Record<string, readonly string[]>> = {
  apigatewayv2: ["apigateway"],
  appautoscaling: ["application-autoscaling"],
  cloudwatch: ["cloudwatch", "events", "logs"],
  cognito: ["cognito-idp"],
  sesv2: ["ses"],
};

/** What an ARN says about a resource of this type: null where it can be it. */
export function arnProblem(arn: string, type: string, { region, account }: AwsLocation): string | null {
  const [, , service = "", arnRegion = "", arnAccount = ""] = arn.split(":");
  const module = type.split(/[:/]/)[1] ?? "";
  if (!(ARN_SERVICES[module] ?? [module]).includes(service)) return `it is the ARN of another type (${service})`;
  if (arnAccount !== "" && arnAccount !== account) return `it is in account ${arnAccount}, and the stage in ${account}`;
  if (arnRegion !== "" && arnRegion !== region) return `it is in ${arnRegion}, and the stage in ${region}`;
  return null;
}

/** What a queue's URL says: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
function queueUrlProblem(url: string, name: unknown, { account }: AwsLocation): string | null {
  const [urlAccount, urlName, ...others] = URL.canParse(url) ? new URL(url).pathname.split("/").slice(1) : [];
  if (urlAccount === undefined || urlName === undefined || others.length > 0)
    return "a queue's id is its URL, such as https://sqs.us-west-2.amazonaws.com/123456789012/name";
  if (urlAccount !== account) return `it is in account ${urlAccount}, and the stage in ${account}`;
  return typeof name === "string" && urlName !== name ? `it is the queue ${urlName}, and this one is ${name}` : null;
}

/** Why an id cannot be that of a resource; null where it can be. */
export function idProblem(id: string, type: string, inputs: StateInputs, location: AwsLocation): string | null {
  const isArn = id.startsWith("arn:");
  const wrongArn = isArn ? arnProblem(id, type, location) : null;
  if (wrongArn !== null) return wrongArn;
  const wanted = adoptionId(type, inputs, location);
  switch (wanted.kind) {
    case "any":
      return type === QUEUE ? queueUrlProblem(id, inputs["name"], location) : null;
    case "known": {
      const isNamed = id === wanted.id || id === wanted.importId || (isArn && endsWith(id, wanted.id));
      return isNamed ? null : `it is another resource: this one is ${wanted.importId}`;
    }
    case "unknown":
    case "none":
      return null;
  }
}

/** `arn:aws:dynamodb:…:table/listbackup-dev-users` ends with the table's name. */
function endsWith(arn: string, id: string): boolean {
  return arn.endsWith(`/${id}`) || arn.endsWith(`:${id}`) || arn.endsWith(`:${id}:*`);
}
