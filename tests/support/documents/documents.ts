import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv/dist/2019";
import { strictSchema } from "./strictSchema";

const SCHEMAS = join(__dirname, "../../../docs/schemas");

const validators = new Map<string, ValidateFunction>();

/** Fails where a document of `--json` is not as its schema says, or has a key that is not documented. */
export function assertDocument(document: unknown): void {
  const { command, error } = document as { readonly command?: string; readonly error?: object };
  // An error in the options, before a command is known.
  if (command === "" || command === undefined) return;
  const validate = validatorOf(command, error === undefined);
  assert.ok(
    validate(document),
    `${command} --json is not as docs/schemas/${command}.json says: ${JSON.stringify(validate.errors, null, 1)}`,
  );
}

/** @param isStrict false for an error, which may have findings under further keys */
function validatorOf(command: string, isStrict: boolean): ValidateFunction {
  const key = `${command} ${String(isStrict)}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const file = join(SCHEMAS, `${command}.json`);
  assert.ok(existsSync(file), `${command} has no schema: make docs`);
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>;
  const made = new Ajv({ strict: false }).compile(isStrict ? strictSchema(schema) : schema);
  validators.set(key, made);
  return made;
}
