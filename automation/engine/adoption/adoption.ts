import { DeployError } from "../../../model/errors";
import { shellQuote } from "../../ui/suggestedCommands";

/** `--adopt NAME=ID`: a resource to take over. */
export interface AdoptionRequest {
  /** Its name in previews, or its physical name. */
  readonly name: string;
  /** The provider's import id, or the ARN. */
  readonly id: string;
}

/** A resource that was taken over. */
export interface Adopted {
  /** Pulumi's name: `table-users`. */
  readonly name: string;
  /** Pulumi type token, `aws:dynamodb/table:Table`. */
  readonly type: string;
  /** The provider's id. */
  readonly id: string;
}

/** What the values of `--adopt` ask for. @throws DeployError USAGE */
export function parseAdoptions(values: readonly string[]): readonly AdoptionRequest[] {
  const requests = values.map(parseAdoption);
  const names = requests.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new DeployError("USAGE", `--adopt names ${twice} twice. Nothing was changed.`, "Give each resource one id.");
  return requests;
}

function parseAdoption(value: string): AdoptionRequest {
  const at = value.indexOf("=");
  const [name, id] = [value.slice(0, Math.max(at, 0)).trim(), value.slice(at + 1).trim()];
  if (name !== "" && id !== "" && !/\s/.test(id)) return { name, id };
  throw new DeployError(
    "USAGE",
    `--adopt takes NAME=ID, and "${value}" is not that. Nothing was changed.`,
    "NAME is the resource's name in `bin/deploy preview <stage>`, ID its id in AWS: `--adopt table-users=listbackup-dev-users`.",
  );
}

/** `--adopt table-users=listbackup-dev-users`, for a command that a message suggests. */
export function adoptOptions(requests: readonly AdoptionRequest[]): readonly string[] {
  return requests.map(({ name, id }) => `--adopt ${shellQuote(`${name}=${id}`)}`);
}

/** A refusal before any change. */
export function adoptionRefused(what: string, remedy: string): DeployError {
  return new DeployError("ADOPTION", `${what} Nothing was changed.`, remedy);
}
