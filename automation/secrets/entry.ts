import type { ValueForm } from "../../model/catalog/schema/valueForm";
import type { AwsTarget } from "../aws/target";

/** A parameter, or an entry of Secrets Manager, that a person sets or `secrets init` generates. */
export interface Entry {
  /** On the stage: `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe`. */
  readonly name: string;
  readonly purpose: string;
  readonly kind: "required" | "optional";
  /** `rotation`: only a rotation of another parameter writes it. */
  readonly from: "person" | "rotation" | { readonly random: number };
  /** Its type in Parameter Store; null: it is in Secrets Manager. */
  readonly parameterType: "String" | "SecureString" | null;
  /** Names of its values: its own name, or one for each key of a JSON value. */
  readonly parts: readonly string[];
  /** Format of its values. */
  readonly form: ValueForm;
  /** Age after which the value is too old; null: no limit. */
  readonly rotateAfterDays: number | null;
  /** How long functions accept the previous value after a rotation; 0: not at all. */
  readonly overlapHours: number;
  /** Name of the parameter that keeps the previous value; null: none is declared, or Secrets Manager keeps it. */
  readonly previous: string | null;
  /** AWS's limit for a value, as UTF-8. */
  readonly maxBytes: number;
  /** Creates it; never overwrites an existing one. @param values one for each part @throws DeployError AWS, without the values */
  create(target: AwsTarget, values: readonly string[]): Promise<void>;
  /**
   * Overwrites one of its parts, or creates it. A parameter keeps its KMS key.
   * @param keyOf parameter whose KMS key a new one gets. @default AWS's own key
   * @throws DeployError AWS, without the value; SECRETS_INPUT
   */
  set(target: AwsTarget, part: string, value: string, keyOf?: string): Promise<WrittenVersions>;
}

/** What AWS reports of an existing entry, without its value. */
export interface StoredEntry {
  /** A number in Parameter Store, an id in Secrets Manager. */
  readonly version: string;
  /** When its value was written; null: AWS does not report it. */
  readonly changedAt: Date | null;
  readonly type: StoredType;
}

export type StoredType = "String" | "StringList" | "SecureString" | "secret";

/** Versions: numbers in Parameter Store, ids in Secrets Manager. */
export interface WrittenVersions {
  /** null: it did not exist */
  readonly before: string | null;
  readonly after: string;
}

/** Which of a catalog's entries exist on a stage. */
export interface EntryStatus {
  /** Names of existing entries. */
  readonly present: readonly string[];
  readonly missing: readonly Entry[];
}

/** Removes values from an error: AWS quotes an invalid value. */
export function withoutValues(error: Error, values: readonly string[]): Error {
  const quoted = values.filter((value) => value !== "" && error.message.includes(value));
  if (quoted.length === 0) return error;
  const message = quoted.reduce((text, value) => text.replaceAll(value, "(the value)"), error.message);
  // A new error, because the stack contains the message, too; of the same class, which identifies the service.
  const { $metadata } = error as Error & { readonly $metadata?: unknown };
  const redacted = Object.assign(new Error(message), { name: error.name, $metadata });
  return Object.setPrototypeOf(redacted, Object.getPrototypeOf(error) as object) as Error;
}
