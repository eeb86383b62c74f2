import type { ResourceState, StateInputs } from "../state/exportedState";
import type { StackId } from "../state/project";
import { SECRET, SIGNATURE } from "../state/secretValues";

/** A resource as the program registers it, in the form of the engine's state: without its id and outputs. */
export interface RegisteredResource extends ResourceState {
  readonly custom: boolean;
  /** As the program gave them; a secret has a placeholder instead of its value. */
  readonly inputs: StateInputs;
  /** Outputs that are secret, whatever the inputs are. */
  readonly additionalSecretOutputs: readonly string[];
}

/** What is used of the SDK's request to register a resource (`pulumirpc.RegisterResourceRequest`). */
export interface RegistrationRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  /** Whether a provider registers what is in this component. */
  getRemote(): boolean;
  getVersion(): string;
  getObject(): { toJavaScript(): Readonly<Record<string, unknown>> } | undefined;
  getProvider(): string;
  getDependenciesList(): readonly string[];
  getPropertydependenciesMap(): {
    forEach(each: (dependencies: { getUrnsList(): readonly string[] }, property: string) => void): void;
  };
  getAdditionalsecretoutputsList(): readonly string[];
  getDeletedwith(): string;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
}

const ROOT_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_TYPE = "pulumi:providers:";

/** The URN that the engine gives to a resource (`urn.New` in pulumi/sdk/go/common/resource/urn). */
export function urnOf(
  { name: stack, project }: StackId,
  request: Pick<RegistrationRequest, "getParent" | "getType" | "getName">,
): string {
  const parentType = request.getParent().split("::")[2] ?? "";
  const qualified = parentType === "" || parentType === ROOT_TYPE ? "" : `${parentType}$`;
  return `urn:pulumi:${stack}::${project}::${qualified}${request.getType()}::${request.getName()}`;
}

/** The root of a stack: the SDK registers it before it calls the program. */
export function rootResource({ name, project }: StackId): RegisteredResource {
  return {
    urn: `urn:pulumi:${name}::${project}::${ROOT_TYPE}::${project}-${name}`,
    type: ROOT_TYPE,
    custom: false,
    inputs: {},
    additionalSecretOutputs: [],
  };
}

/** A registered resource as the engine's state would have it, without its id and outputs. */
export function registeredResource(stack: StackId, request: RegistrationRequest): RegisteredResource {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    propertyDependencies[property] = [...dependencies.getUrnsList()];
  });
  const type = request.getType();
  return {
    urn: urnOf(stack, request),
    type,
    custom: request.getCustom(),
    ...present("parent", request.getParent()),
    ...present("provider", request.getProvider()),
    inputs: { ...plainInputs(request), ...(type.startsWith(PROVIDER_TYPE) ? providerInputs(request) : {}) },
    dependencies: [...request.getDependenciesList()],
    propertyDependencies,
    additionalSecretOutputs: [...request.getAdditionalsecretoutputsList()],
    ...present("deletedWith", request.getDeletedwith()),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
  };
}

function present<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return (value === "" ? {} : { [key]: value }) as Partial<Record<K, string>>;
}

/** The engine keeps the version of a provider's plugin among its inputs. */
function providerInputs(request: RegistrationRequest): Readonly<Record<string, unknown>> {
  return { __internal: {}, ...present("version", request.getVersion()) };
}

function plainInputs(request: RegistrationRequest): Readonly<Record<string, unknown>> {
  return withoutSecrets(request.getObject()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>;
}

/** Signature of a value with its dependencies (`pulumi/sdk/go/common/resource/sig`). */
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/**
 * A secret whose value is not known. It stays a secret in the state, so that the engine encrypts the value that a refresh
 * reads. `plaintext` is JSON, which the engine encrypts when it imports the state.
 */
const UNKNOWN_SECRET = { [SIGNATURE]: SECRET, plaintext: '""' } as const;

/** Replaces secrets by placeholders, and removes nulls. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  if (object[SIGNATURE] === SECRET) return UNKNOWN_SECRET;
  if (object[SIGNATURE] === OUTPUT_VALUE)
    return object["secret"] === true ? UNKNOWN_SECRET : withoutSecrets(object["value"]);
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, item]) => (item === null ? [] : [[key, withoutSecrets(item)]])),
  );
}
