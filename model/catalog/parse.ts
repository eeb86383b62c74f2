import type { z } from "zod";
import { nearest } from "../nearest";
import { inOrder, type Finding, type Position } from "./finding";
import {
  apiSchema,
  bucketSchema,
  dataSchema,
  eventsSchema,
  functionSchema,
  identitySchema,
  parametersSchema,
  parameterSchema,
  queueSchema,
  serviceSchema,
  tableSchema,
  type Catalog,
  type Service,
} from "./schema";
import { parseYamlFile, type YamlFile } from "./yamlFile";

/** A catalog as it was read: whole only where nothing is wrong with its form. */
export interface ParsedCatalog {
  readonly catalog: Catalog | null;
  readonly findings: readonly Finding[];
  /** Where a part stands: `["services", "users", "functions", "usersList"]`, `["data", "tables", "users"]`. */
  locate(path: readonly PropertyKey[]): Position;
}

/** Files that there must be, and what is in each. Services are files of their own. */
const PARTS = {
  data: dataSchema,
  events: eventsSchema,
  identity: identitySchema,
  api: apiSchema,
  parameters: parametersSchema,
} as const;

type PartName = keyof typeof PARTS;

const SERVICE_FILE = /(?:^|\/)services\/([^/]+)\.yaml$/;

/**
 * Reads the catalog's files; whatever is in them, it answers with findings and does not throw.
 * @param files text by name: `catalog/data.yaml`, `catalog/services/users.yaml`
 */
export function parseCatalog(files: Readonly<Record<string, string>>): ParsedCatalog {
  const parsed = Object.entries(files).map(([name, text]) => parseYamlFile(name, text));
  const findings: Finding[] = parsed.flatMap((file) => file.findings);
  const parts = Object.fromEntries(
    (Object.keys(PARTS) as PartName[]).map((part) => [part, readPart(part, parsed, findings)]),
  ) as Record<PartName, { readonly file: YamlFile | undefined; readonly value: unknown }>;
  const services = parsed.flatMap((file) => readService(file, findings));
  const locate = locator(parts, services);
  if (findings.length > 0) return { catalog: null, findings: inOrder(findings), locate };
  const values = Object.fromEntries(Object.entries(parts).map(([part, { value }]) => [part, value])) as Pick<
    Catalog,
    PartName
  >;
  const catalog: Catalog = {
    schema: 1,
    ...values,
    services: Object.fromEntries(services.map(({ service }) => [service.service, service])),
  };
  return { catalog, findings: [], locate };
}

function readPart(
  part: PartName,
  parsed: readonly YamlFile[],
  findings: Finding[],
): { file: YamlFile | undefined; value: unknown } {
  const file = parsed.find(({ name }) => name.endsWith(`/${part}.yaml`) && !SERVICE_FILE.test(name));
  if (file === undefined) {
    const where = { file: `catalog/${part}.yaml`, line: 1, column: 1 };
    findings.push({
      code: "FILE_MISSING",
      ...where,
      subject: part,
      reason: `catalog/${part}.yaml is not there`,
      remedy: "Restore the file.",
      severity: "error",
    });
    return { file, value: undefined };
  }
  return { file, value: read(file, PARTS[part] as z.ZodType, findings) };
}

interface ReadService {
  readonly service: Service;
  readonly file: YamlFile;
}

function readService(file: YamlFile, findings: Finding[]): readonly ReadService[] {
  const named = SERVICE_FILE.exec(file.name)?.[1];
  if (named === undefined) return [];
  const service = read(file, serviceSchema, findings);
  if (service === undefined) return [];
  if (service.service !== named) {
    findings.push({
      code: "SERVICE_NAME",
      ...file.locate(["service"]),
      subject: service.service,
      reason: `the file is ${named}.yaml, and the service calls itself ${service.service}`,
      remedy: `Give both the same name.`,
      severity: "error",
    });
  }
  return [{ service, file }];
}

function read<T>(file: YamlFile, schema: z.ZodType<T>, findings: Finding[]): T | undefined {
  if (file.findings.length > 0) return undefined;
  const result = schema.safeParse(file.value);
  if (result.success) return result.data;
  findings.push(...result.error.issues.flatMap((issue) => findingsOf(issue, file)));
  return undefined;
}

function findingsOf(issue: z.core.$ZodIssue, file: YamlFile): readonly Finding[] {
  const subject = issue.path.map(String).join(".");
  const common = { subject: subject === "" ? file.name : subject, severity: "error" as const };
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const close = nearest(key, knownKeys());
      return {
        code: "KEY_UNKNOWN",
        ...file.locate([...issue.path, key]),
        ...common,
        reason: `nobody reads the key "${key}"`,
        remedy: close === null ? "Take it out." : `Did you mean "${close}"?`,
      };
    });
  }
  const missing = issue.code === "invalid_type" && issue.input === undefined;
  return [
    {
      code: missing ? "KEY_MISSING" : "VALUE_INVALID",
      ...file.locate(issue.path),
      ...common,
      reason: missing ? `"${subject}" is missing; it takes a ${issue.expected}` : `${subject}: ${issue.message}`,
      remedy: "catalog/schema/ says what each key takes; an editor completes from it.",
    },
  ];
}

/** Every key that some part of the catalog may have: what a misspelt one may have meant. */
function knownKeys(): readonly string[] {
  const schemas = [
    ...Object.values(PARTS),
    serviceSchema,
    functionSchema,
    tableSchema,
    queueSchema,
    bucketSchema,
    parameterSchema,
  ];
  return schemas.flatMap((schema) => ("shape" in schema ? Object.keys(schema.shape) : []));
}

function locator(
  parts: Record<PartName, { readonly file: YamlFile | undefined }>,
  services: readonly ReadService[],
): (path: readonly PropertyKey[]) => Position {
  return ([first, ...rest]) => {
    if (first === "services") {
      const [name, ...within] = rest;
      const found = services.find(({ service }) => service.service === name);
      if (found !== undefined) return found.file.locate(within);
    }
    const file = Object.hasOwn(parts, String(first)) ? parts[first as PartName].file : undefined;
    return file?.locate(rest) ?? { file: "catalog", line: 1, column: 1 };
  };
}
