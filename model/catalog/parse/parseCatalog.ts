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

/** A parsed catalog. */
export interface ParsedCatalog {
  /** Null if any file is invalid. */
  readonly catalog: Catalog | null;
  /** Without invalid entries, for further checks. Null if a required file is missing or unreadable. */
  readonly partial: Catalog | null;
  readonly findings: readonly Finding[];
  /** Names of entries that `partial` lacks, completely or in part. */
  readonly invalidEntries: readonly string[];
  /** Position of a path: `["services", "users", "functions", "usersList"]`, `["data", "tables", "users"]`. */
  locate(path: readonly PropertyKey[]): Position;
  /** The file of a path: known without its position, for which a file is parsed again. */
  fileOf(path: readonly PropertyKey[]): string;
}

/** The catalog files other than service files, and the schema of each. */
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

/** Values of optional files that are missing. All other files are required. */
const OPTIONAL_FILES: Partial<Record<CatalogFileName, unknown>> = { checks: { checks: {} }, seeds: {}, secrets: {} };

const FILE_NAMES = Object.keys(CATALOG_FILES) as readonly CatalogFileName[];

/** Only directly in this folder: a copy in a sub-folder would silently override the file or be ignored. */
const SERVICE_FILE = /^services\/([^/]+)\.yaml$/;

/** A file by its path in the catalog: `data.yaml`, `services/users.yaml`. */
interface NamedFile {
  readonly name: string;
  readonly file: YamlFile;
}

/**
 * Parses the catalog's files. Never throws: all errors become findings.
 * @param files text by name: `catalog/data.yaml`, `catalog/services/users.yaml`
 * @param paths actual path of a file by the same name, for findings. @default its name
 * @param parse gives what `parseYamlFile` gives
 */
export function parseCatalog(
  files: Readonly<Record<string, string>>,
  paths: Readonly<Record<string, string>> = {},
  parse = parseYamlFile,
): ParsedCatalog {
  const parsed = Object.entries(files).map(([name, text]): NamedFile => ({
    name: name.slice(name.indexOf("/") + 1),
    file: parse(paths[name] ?? name, text),
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
  return { catalog: complete, partial, findings, invalidEntries: invalidEntries, ...locator(parts, services) };
}

interface ParsedFile<T> {
  readonly file: YamlFile | undefined;
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
  /** Names of entries that `value` lacks. @default none */
  readonly invalidEntries?: readonly string[];
}

function readFile(part: CatalogFileName, parsed: readonly NamedFile[]): ParsedFile<unknown> {
  const file = parsed.find(({ name }) => isFileNamed(name, part))?.file;
  if (file !== undefined) return read(file, CATALOG_FILES[part] as z.ZodType);
  const missing = OPTIONAL_FILES[part];
  if (missing !== undefined) return { file, value: missing, findings: [] };
  const name = `catalog/${part}.yaml`;
  const where = { file: name, line: 1, column: 1 };
  const reason = `${name} is missing`;
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

/** A file with an unknown name would have no effect. */
function unknownFile({ name, file }: NamedFile): readonly Finding[] {
  if (SERVICE_FILE.test(name) || FILE_NAMES.some((part) => isFileNamed(name, part))) return [];
  const base = /([^/]*)\.ya?ml$/.exec(name)?.[1] ?? name;
  const close = nearestName(base.slice(0, 64), FILE_NAMES);
  const suggestion = close === null ? "catalog/services/<service>.yaml" : `catalog/${close}.yaml`;
  const remedy = `Service files are catalog/services/<service>.yaml. Did you mean ${suggestion}?`;
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
    reason: `the file is ${named}.yaml, but its key "service" is ${service.value.service}`,
    remedy: "Use the same name for both.",
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
): Pick<ParsedCatalog, "locate" | "fileOf"> {
  const byName = new Map(
    services.flatMap(({ value, file }) => (value === undefined ? [] : [[value.service, file] as const])),
  );
  const find = ([first, ...rest]: readonly PropertyKey[]): [
    file: YamlFile | undefined,
    within: readonly PropertyKey[],
  ] => {
    const [name, ...within] = rest;
    const service = first === "services" ? byName.get(String(name)) : undefined;
    return service === undefined ? [parts.get(first as CatalogFileName)?.file ?? undefined, rest] : [service, within];
  };
  return {
    locate: (path) => {
      const [file, within] = find(path);
      return file?.locate(within) ?? { file: "catalog", line: 1, column: 1 };
    },
    fileOf: (path) => find(path)[0]?.name ?? "catalog",
  };
}
