import { output, type Input } from "@pulumi/pulumi";
import type { FunctionId } from "../../model/catalog/functions";
import { parseReference, type Reference } from "../../model/catalog/reference";
import type { ParameterDigests } from "../../model/release/parameterDigests";
import { issuerOf } from "../../model/issuer";
import { NAMES } from "../../model/names";
import { commonPath, nameOnStage } from "../../model/parameterName";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";

/** Differences while two releases share the stage. The driver, or a later update, moves the existing aliases. */
export interface Transition {
  /** Functions whose alias still moves to the new version at once. */
  readonly movedAliases: ReadonlySet<FunctionId>;
  /** Functions that Cognito may call: those of the triggers of both releases. */
  readonly cognitoCallees: ReadonlySet<FunctionId>;
  /** Whether roles stay as they are, because they will be replaced and the old versions of functions need them. */
  readonly keepsRoles?: boolean;
}

/** The stage, and values of resources of earlier phases that references resolve to. */
export interface StageContext {
  readonly stage: AnyStage;
  /** Null if only one release is deployed. */
  readonly transition: Transition | null;
  /** Digest by function of the versions of what it reads: the value of PARAMETER_VERSIONS. */
  readonly parameterDigests: ParameterDigests;
  /** URL by queue, dead-letter queues included. */
  readonly queueUrls: Readonly<Record<string, Input<string>>>;
  /** Stream by table, for those that have one. */
  readonly streamArns: Readonly<Record<string, Input<string>>>;
  /** Role in which schedules invoke functions; null without schedules. */
  readonly schedulerRoleArn: Input<string> | null;
  readonly identity: {
    readonly userPoolId: Input<string>;
    readonly userPoolArn: Input<string>;
    readonly clientId: Input<string>;
  };
  /** Available from phase 4 on; the catalog check refuses `api:` in earlier phases. */
  readonly api: { readonly id: Input<string>; readonly url: Input<string> };
  readonly zoneId: Input<string>;
  readonly certificateArn: Input<string>;
  /** Of the domain that a secondary stage takes over; empty elsewhere. */
  readonly failoverCertificateArn: Input<string>;
}

/** Environment variables of a function: its service's, overridden by its own. The emulator adds its address itself. */
export function environmentOf(
  context: StageContext,
  ...maps: readonly Readonly<Record<string, string>>[]
): Record<string, Input<string>> {
  const merged: Record<string, string> = Object.assign({}, ...maps) as Record<string, string>;
  return Object.fromEntries(Object.entries(merged).map(([name, text]) => [name, resolve(context, text)]));
}

/** Resolves a reference. */
export function resolve(context: StageContext, text: string): Input<string> {
  const reference = parseReference(text);
  // A release has a checked catalog, so the text is a valid reference.
  if (reference.kind === "invalid") throw new TypeError(`${text}: ${reference.reason}`);
  return valueOf(context, reference);
}

function valueOf(context: StageContext, reference: Reference): Input<string> {
  const { stage } = context;
  switch (reference.kind) {
    case "stage":
      return stage.name;
    case "region":
      return stage.region;
    case "account":
      return stage.account;
    case "text":
      return reference.text.replaceAll("{stage}", stage.short);
    case "setting":
      return present(stage.settings[reference.name], `setting:${reference.name}`);
    case "table":
      return NAMES.table.of(stage, reference.name);
    case "queue":
      return present(context.queueUrls[reference.name], `queue:${reference.name}`);
    case "bucket":
      return NAMES.bucket.of(stage, reference.name);
    case "topic":
      return arnOf.topic(stage, reference.name);
    case "bus":
      return NAMES.bus.of(stage, reference.name);
    case "identity":
      return identityValue(context, reference.name);
    case "api":
      return reference.name === "id" ? context.api.id : context.api.url;
    case "zone":
      return context.zoneId;
    case "certificate":
      return context.certificateArn;
    case "email":
      return NAMES.configurationSet.of(stage);
    case "ssm":
      return nameOnStage(commonPath(reference.name), stage);
    case "secret":
      return nameOnStage(reference.name, stage);
  }
}

function identityValue(
  { stage, identity }: StageContext,
  name: "user-pool-id" | "client-id" | "issuer" | "jwks-uri",
): Input<string> {
  const issuer = output(identity.userPoolId).apply((id) => issuerOf(stage, id));
  switch (name) {
    case "user-pool-id":
      return identity.userPoolId;
    case "client-id":
      return identity.clientId;
    case "issuer":
      return issuer;
    case "jwks-uri":
      return issuer.apply((address) => `${address}/.well-known/jwks.json`);
  }
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`${what} is not known on this stage`);
  return value;
}
