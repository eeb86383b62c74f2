import type { ValueForm } from "../../model/catalog/schema/valueForm";
import type { AwsTarget } from "../aws/target";

/** A value that functions read and a person or chance gives: a parameter, or an entry of Secrets Manager. */
export interface Entry {
  /** On the stage: `/listbackup/jwt-secret`, `secret:listbackup/dev/stripe`. */
  readonly name: string;
  readonly purpose: string;
  readonly kind: "required" | "optional";
  readonly from: "person" | { readonly random: number };
  /** Names of its parts, by which values are given: its own name, or one for each key of a JSON value. */
  readonly parts: readonly string[];
  /** What its values must look like. */
  readonly form: ValueForm;
  /** What AWS takes of a value, as UTF-8. */
  readonly maxBytes: number;
  /** Creates it; never overwrites one. @param values one for each part @throws DeployError AWS, without the values */
  create(target: AwsTarget, values: readonly string[]): Promise<void>;
  /** Writes one of its parts anew, or creates it. @throws DeployError AWS, without the value; SECRETS_INPUT */
  set(target: AwsTarget, part: string, value: string): Promise<WrittenVersions>;
}

/** Versions as the service calls them: numbers in Parameter Store, ids in Secrets Manager. */
export interface WrittenVersions {
  /** Null: there was none. */
  readonly before: string | null;
  readonly after: string;
}

/** Which of a catalog's entries there are on a stage. */
export interface EntryStatus {
  /** Names of those that are there. */
  readonly present: readonly string[];
  readonly missing: readonly Entry[];
}

/** AWS quotes what it finds invalid. */
export function withoutValues(error: Error, values: readonly string[]): Error {
  const quoted = values.filter((value) => value !== "" && error.message.includes(value));
  if (quoted.length === 0) return error;
  const message = quoted.reduce((text, value) => text.replaceAll(value, "(the value)"), error.message);
  // A new one, whose stack does not have the message either; of the same class, which tells the service.
  const { $metadata } = error as Error & { readonly $metadata?: unknown };
  const redacted = Object.assign(new Error(message), { name: error.name, $metadata });
  return Object.setPrototypeOf(redacted, Object.getPrototypeOf(error) as object) as Error;
}
