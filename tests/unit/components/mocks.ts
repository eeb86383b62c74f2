import { createRequire } from "node:module";
import { ComponentResource, runtime } from "@pulumi/pulumi";

/** A resource as the engine was asked for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Name of the parent; empty for those without. */
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** AWS keeps it when it leaves the program. */
  readonly retainOnDelete: boolean;
  /** Properties of which the engine keeps the old value. */
  readonly ignoredChanges: readonly string[];
  /** URNs that it had earlier: an alias that names another parent, by that parent's URN. */
  readonly earlierUrns: readonly string[];
  /** Names of what it waits for. */
  readonly after: readonly string[];
}

export interface MockOptions {
  /** @default false */
  readonly preview?: boolean;
  /** Called for each resource; may delay it or make it fail. */
  readonly making?: (resource: { readonly type: string; readonly name: string }) => Promise<void> | void;
}

/** The SDK's module whose function wraps each of its promises. Nothing of it is declared. */
interface Debuggable {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
}

const debuggable = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable") as Debuggable;
const { debuggablePromise } = debuggable;

/** The SDK takes a stack trace for every promise: four fifths of a program's time under test, and no test reads one. */
debuggable.debuggablePromise = (promise, context) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** Everything that was registered since, in order. It grows while resources are. */
export async function mockEngine({ preview = false, making }: MockOptions = {}): Promise<readonly Registered[]> {
  await runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, custom }) => {
        if (custom === true) await making?.({ type, name });
        const given = inputs as Record<string, unknown>;
        return { id: custom === true ? `${name}-id` : "", state: { ...given, ...outputsOf(type, name) } };
      },
      call: ({ token, inputs }) => {
        if (token !== "aws:route53/getZone:getZone") throw new Error(`unexpected call ${token}`);
        return { ...(inputs as Record<string, unknown>), zoneId: "ZONE" };
      },
    },
    "listbackup-backend",
    "dev",
    preview,
  );
  return recorded();
}

/** Runs a constructor under a parent and gives all that it registered, the parent left out. */
export async function resourcesOf(make: (parent: ComponentResource) => unknown): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  make(new ComponentResource("test:Parent", "parent"));
  await settled();
  return registered.filter(({ name }) => name !== "parent");
}

/** What AWS would add to a resource's inputs. */
function outputsOf(type: string, name: string): Record<string, unknown> {
  const arn = `arn:aws:mock:::${name}`;
  const always = { arn };
  switch (type) {
    case "aws:lambda/function:Function":
      return { ...always, version: "1" };
    case "aws:sqs/queue:Queue":
      return { ...always, url: `https://sqs/${name}` };
    case "aws:dynamodb/table:Table":
      return { ...always, streamArn: `${arn}/stream` };
    case "aws:acm/certificate:Certificate":
      return {
        ...always,
        domainValidationOptions: [
          { resourceRecordName: "_proof", resourceRecordType: "CNAME", resourceRecordValue: "_value" },
        ],
      };
    case "aws:sesv2/emailIdentity:EmailIdentity":
      return { ...always, dkimSigningAttributes: { tokens: ["one", "two", "three"] } };
    case "aws:acm/certificateValidation:CertificateValidation":
      // It gives back the ARN that it was given.
      return {};
    case "aws:route53/record:Record":
      return { fqdn: `${name}.fqdn` };
    case "aws:apigatewayv2/api:Api":
      return { ...always, apiEndpoint: "https://api.execute-api" };
    case "aws:apigatewayv2/domainName:DomainName":
      return {
        ...always,
        domainNameConfiguration: { targetDomainName: "target", hostedZoneId: "TARGET", endpointType: "REGIONAL" },
      };
    default:
      return always;
  }
}

/** The parts of the engine's protocol that are looked at here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): readonly string[];
  getAliasesList(): readonly AliasMessage[];
  getDependenciesList(): readonly string[];
  getObject(): { toJavaScript(): Record<string, unknown> };
}

interface AliasMessage {
  getSpec(): { getNoparent(): boolean; getParenturn(): string; getName(): string } | undefined;
}

interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, answer: unknown): Promise<void>;
}

/** Mocks are shown neither parents nor options: this listens one layer below, where both are. */
function recorded(): readonly Registered[] {
  const registered: Registered[] = [];
  const monitor = runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  // The mocks' own URNs know a resource's parent, but not that one's: the engine's have the whole chain.
  monitor.newUrn = urnOf;
  monitor.registerResource = (request, answer) => {
    registered.push({
      earlierUrns: earlierUrnsOf(request, registered),
      type: request.getType(),
      name: request.getName(),
      urn: urnOf(request.getParent(), request.getType(), request.getName()),
      parent: nameOf(request.getParent()),
      custom: request.getCustom(),
      inputs: request.getObject().toJavaScript(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoredChanges: request.getIgnorechangesList(),
      after: request.getDependenciesList().map(nameOf),
    });
    return register(request, answer);
  };
  return registered;
}

function urnOf(parent: string, type: string, name: string): string {
  const above = parent === "" ? "" : `${parent.split("::")[2] ?? ""}$`;
  return `urn:pulumi:dev::listbackup-backend::${above}${type}::${name}`;
}

/** As the engine does it: of the resource's own aliases, and of those of its parent. */
function earlierUrnsOf(request: RegisterRequest, registered: readonly Registered[]): readonly string[] {
  const type = request.getType();
  const own = request.getAliasesList().flatMap((alias) => {
    const spec = alias.getSpec();
    if (spec === undefined) throw new Error("an alias that is a URN");
    const parent = spec.getNoparent() ? "" : spec.getParenturn();
    return [urnOf(parent, type, spec.getName() === "" ? request.getName() : spec.getName())];
  });
  const parents = registered.find(({ urn }) => urn === request.getParent())?.earlierUrns ?? [];
  return [...own, ...parents.map((parent) => urnOf(parent, type, request.getName()))];
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Waits for what was asked of the engine. The SDK has this for itself, and no type for it. */
export function settled(): Promise<void> {
  return (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}

/** The one resource of a name. */
export function named(registered: readonly Registered[], name: string): Registered {
  const found = registered.filter((resource) => resource.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${String(found.length)} resources are called ${name}`);
  return only;
}
