import type { ValueForm } from "../../model/catalog/schema/valueForm";
import type { AwsTarget } from "../aws/target";

/** A parameter, or an entry of Secrets Manager, that a person sets or `secrets init` generates. */
export interface Entry {
  /** On the stage: `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe`. */
  readonly name: string;
  readonly purpose: string;
  readonly kind: "required" | "optional";
  readonly from: "person" | { readonly random: number };
  /** Names of its values: its own name, or one for each key of a JSON value. */
  readonly parts: readonly string[];
  /** Format of its values. */
  readonly form: ValueForm;
  /** AWS's limit for a value, as UTF-8. */
  readonly maxBytes: number;
  /** Creates it; never overwrites an existing one. @param values one for each part @throws DeployError AWS, without the values */
  create(target: AwsTarget, values: readonly string[]): Promise<void>;
  /** Overwrites one of its parts, or creates it. @throws DeployError AWS, without the value; SECRETS_INPUT */
  set(target: AwsTarget, part: string, value: string): Promise<WrittenVersions>;
}

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
