import { join } from "node:path";
import { buildGenerator, programFromConfig, type Definition, type JsonSchemaGenerator } from "typescript-json-schema";
import { ALL_COMMANDS } from "../../cli";
import { usedDefinitions } from "./schemaDefinitions";

/** Files with the types of the documents. */
const SOURCES = [
  "automation/documents/deployments.ts",
  "automation/documents/head.ts",
  "automation/documents/readings.ts",
  "automation/documents/recovery.ts",
  "automation/documents/secrets.ts",
  "rehearsal/pipeline/document.ts",
];

/** A JSON schema of draft 7. */
export interface DocumentSchema {
  readonly $schema: string;
  readonly title: string;
  readonly description: string;
  readonly anyOf: readonly object[];
  readonly definitions: Readonly<Record<string, object>>;
}

/** Name of the type of a command's document: `restore-state` has `RestoreStateDocument`. */
export function documentType(command: string): string {
  const words = command.split("-").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `${words.join("")}Document`;
}

/**
 * JSON schema of the document that `--json` prints, by command, from the types in `automation/documents`.
 * @throws Error where a command has no type
 */
export function jsonSchemas(root: string): Readonly<Record<string, DocumentSchema>> {
  const generator = openGenerator(root);
  return Object.fromEntries(ALL_COMMANDS.map(({ name, summary }) => [name, schemaOf(generator, name, summary)]));
}

function openGenerator(root: string): JsonSchemaGenerator {
  const program = programFromConfig(
    join(root, "tsconfig.json"),
    SOURCES.map((file) => join(root, file)),
  );
  const generator = buildGenerator(program, { required: true, ref: true, ignoreErrors: true, strictNullChecks: true });
  if (generator === null) throw new Error("the types of the documents do not compile");
  return generator;
}

function schemaOf(generator: JsonSchemaGenerator, command: string, summary: string): DocumentSchema {
  const names = [documentType(command), "DocumentHead", "FailureDocument"];
  const { definitions = {} } = generator.getSchemaForSymbols(names) as { definitions?: Record<string, Definition> };
  const ref = (name: string): object => ({ $ref: `#/definitions/${name}` });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `bin/deploy ${command} --json`,
    description: `The document of: ${summary}.`,
    anyOf: [{ allOf: [ref("DocumentHead"), ref(documentType(command))] }, ref("FailureDocument")],
    definitions: usedDefinitions(definitions, names),
  };
}
