import type { z } from "zod";
import { nearestName } from "../../nearestName";
import { sortFindings, type Finding, type Position } from "../finding";
import { checksSchema } from "../schema/checks";
import {
  apiSchema,
  dataSchema,
  eventsSchema,
  identitySchema,
  parametersSchema,
  secretsSchema,
  type Catalog,
} from "../schema/catalog";
import { seedsSchema } from "../schema/seeds";
import { serviceSchema, type Service } from "../schema/service";
import { validEntries } from "./validEntries";
import { schemaFindings } from "./schemaFindings";
import { parseYamlFile, type YamlFile } from "./yamlFile";

/** A catalog as it was read. */
export interface ParsedCatalog {
  /** Whole only where nothing is wrong with its form. */
  readonly catalog: Catalog | null;
  /** Without the services that could not be read: enough to look for what else is wrong. Null where a part is missing. */
  readonly partial: Catalog | null;
  readonly findings: readonly Finding[];
  /** Names of entries that were left out of `partial`, whole or in part. */
  readonly invalidEntries: readonly string[];
  /** Where a part stands: `["services", "users", "functions", "usersList"]`, `["data", "tables", "users"]`. */
  locate(path: readonly PropertyKey[]): Position;
}

/** The files of a catalog besides its services, and the schema of each. */
export const CATALOG_FILES = {
  data: dataSchema,
  events: eventsSchema,
  identity: identitySchema,
  api: apiSchema,
  parameters: parametersSchema,
  secrets: secretsSchema,
  checks: checksSchema,
  seeds: seedsSchema,
} as const;

type CatalogFileName = keyof typeof CATALOG_FILES;

/** What a part is where its file is missing. Every other part must be there. */
const OPTIONAL_FILES: Partial<Record<CatalogFileName, unknown>> = { checks: { checks: {} }, seeds: {}, secrets: {} };

const FILE_NAMES = Object.keys(CATALOG_FILES) as readonly CatalogFileName[];

/** In the catalog's own folder, not below: else a copy in another folder would win or be lost without a word. */
const SERVICE_FILE = /^services\/([^/]+)\.yaml$/;

/** A file of the catalog, under its name in the catalog: `data.yaml`, `services/users.yaml`. */
interface NamedFile {
  readonly name: string;
  readonly file: YamlFile;
}

/**
 * Reads the catalog's files; whatever is in them, it answers with findings and does not throw.
 * @param files text by name: `catalog/data.yaml`, `catalog/services/users.yaml`
 * @param paths where a file really is, by the same name: findings say so. @default its name
 */
export function parseCatalog(
  files: Readonly<Record<string, string>>,
  paths: Readonly<Record<string, string>> = {},
): ParsedCatalog {
  const parsed = Object.entries(files).map(([name, text]): NamedFile => ({
    name: name.slice(name.indexOf("/") + 1),
    file: parseYamlFile(paths[name] ?? name, text),
  }));
  const parts = new Map(FILE_NAMES.map((part) => [part, readFile(part, parsed)] as const));
  const services = parsed.flatMap(readService);
  const findings = sortFindings([
    ...parsed.flatMap(({ file }) => file.findings),
    ...parsed.flatMap(unknownFile),
    ...[...parts.values()].flatMap((part) => part.findings),
    ...services.flatMap((service) => service.findings),
  ]);
  const partial = assembleCatalog(parts, services);
  const complete = findings.length === 0 ? partial : null;
  const invalidEntries = [...parts.values(), ...services].flatMap((one) => one.invalidEntries ?? []);
  return { catalog: complete, partial, findings, invalidEntries: invalidEntries, locate: locator(parts, services) };
}

interface ParsedFile<T> {
  readonly file: YamlFile | undefined;
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
  /** Names of entries that were left out of the value. @default none */
  readonly invalidEntries?: readonly string[];
}

function readFile(part: CatalogFileName, parsed: readonly NamedFile[]): ParsedFile<unknown> {
  const file = parsed.find(({ name }) => isFileNamed(name, part))?.file;
  if (file !== undefined) return read(file, CATALOG_FILES[part] as z.ZodType);
  const missing = OPTIONAL_FILES[part];
  if (missing !== undefined) return { file, value: missing, findings: [] };
  const name = `catalog/${part}.yaml`;
  const where = { file: name, line: 1, column: 1 };
  const reason = `${name} is not there`;
  return {
    file,
    value: undefined,
    findings: [
      { code: "FILE_MISSING", ...where, subject: part, reason, remedy: "Restore the file.", severity: "error" },
    ],
  };
}

function isFileNamed(name: string, part: CatalogFileName): boolean {
  return name === `${part}.yaml`;
}

/** A file with an unknown name has no effect, which its author would not notice. */
function unknownFile({ name, file }: NamedFile): readonly Finding[] {
  if (SERVICE_FILE.test(name) || FILE_NAMES.some((part) => isFileNamed(name, part))) return [];
  const base = /([^/]*)\.ya?ml$/.exec(name)?.[1] ?? name;
  const close = nearestName(base.slice(0, 64), FILE_NAMES);
  const suggestion = close === null ? "catalog/services/<service>.yaml" : `catalog/${close}.yaml`;
  const remedy = `A service's file is catalog/services/<service>.yaml. Did you mean ${suggestion}?`;
  const where = { file: file.name, line: 1, column: 1 };
  return [
    { code: "FILE_UNKNOWN", ...where, subject: file.name, reason: "unknown catalog file", remedy, severity: "error" },
  ];
}

function readService({ name, file }: NamedFile): readonly ParsedFile<Service>[] {
  const named = SERVICE_FILE.exec(name)?.[1];
  if (named === undefined) return [];
  const service = read(file, serviceSchema);
  if (service.value === undefined || service.value.service === named) return [service];
  const finding: Finding = {
    code: "SERVICE_NAME",
    ...file.locate(["service"]),
    subject: service.value.service,
    reason: `the file is ${named}.yaml, and the service calls itself ${service.value.service}`,
    remedy: "Give both the same name.",
    severity: "error",
  };
  return [{ ...service, value: { ...service.value, service: named }, findings: [...service.findings, finding] }];
}

function read<T>(file: YamlFile, schema: z.ZodType<T>): ParsedFile<T> {
  if (file.findings.length > 0) return { file, value: undefined, findings: [] };
  const result = schema.safeParse(file.value);
  if (result.success) return { file, value: result.data, findings: [] };
  const findings = schemaFindings(file, schema, result.error.issues);
  const rest = validEntries(file.value, schema);
  return rest === null ? { file, value: undefined, findings } : { file, findings, ...rest };
}

function assembleCatalog(
  parts: ReadonlyMap<CatalogFileName, ParsedFile<unknown>>,
  services: readonly ParsedFile<Service>[],
): Catalog | null {
  const values = [...parts].map(([part, { value }]) => [part, value] as const);
  if (values.some(([, value]) => value === undefined)) return null;
  const readable = services.flatMap(({ value }) => (value === undefined ? [] : [[value.service, value] as const]));
  return {
    schema: 1,
    ...(Object.fromEntries(values) as unknown as Pick<Catalog, CatalogFileName>),
    services: Object.fromEntries(readable),
  };
}

function locator(
  parts: ReadonlyMap<CatalogFileName, ParsedFile<unknown>>,
  services: readonly ParsedFile<Service>[],
): (path: readonly PropertyKey[]) => Position {
  const byName = new Map(
    services.flatMap(({ value, file }) => (value === undefined ? [] : [[value.service, file] as const])),
  );
  return ([first, ...rest]) => {
    const [name, ...within] = rest;
    const service = first === "services" ? byName.get(String(name)) : undefined;
    if (service !== undefined) return service.locate(within);
    return parts.get(first as CatalogFileName)?.file?.locate(rest) ?? { file: "catalog", line: 1, column: 1 };
  };
}
