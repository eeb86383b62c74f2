import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { region, stageSettingsSchema } from "../../model/stage/config";
import { ENVIRONMENT_VARIABLES } from "./environmentVariables";
import { markdownTable } from "./markdownTable";
import { settingRows, type SettingSchema } from "./settingRows";

/** The stages whose values the page shows. */
const SHOWN_STAGES = ["dev", "production"] as const;

/** docs/configuration.md, from the schema of the stage files, the files of two stages, and Pulumi.yaml. */
export function configurationDocs(root: string): string {
  const files = SHOWN_STAGES.map((stage) => stageConfig(root, stage));
  const settings = z.toJSONSchema(stageSettingsSchema, { io: "input", reused: "inline" }) as SettingSchema;
  return [
    "<!-- Written by `make docs` from model/stage/config.ts, the stage files and Pulumi.yaml. -->",
    "",
    "# Configuration",
    "",
    INTRODUCTION,
    "",
    "## Stage files",
    "",
    STAGE_FILES,
    "",
    "### aws:region",
    "",
    ...settingTable([["", regionSchema()]], "aws:region", files),
    "",
    ...Object.entries(settings.properties ?? {}).flatMap(([key, schema]) => [
      `### listbackup:${key}`,
      "",
      ...(schema.description === undefined || schema.properties === undefined ? [] : [schema.description, ""]),
      ...settingTable([["", schema]], `listbackup:${key}`, files),
      "",
    ]),
    "### Keys of Pulumi",
    "",
    ...markdownTable(["key", "meaning"], PULUMI_KEYS),
    "",
    "## Pulumi.yaml",
    "",
    ...markdownTable(
      ["key", "default", "meaning"],
      Object.entries(projectConfig(root)).map(([key, { value, description }]) => [
        `\`${key}\``,
        `\`${value}\``,
        description,
      ]),
    ),
    "",
    "## Environment variables",
    "",
    "For credentials and this machine only; nothing of a stage is configured by them.",
    "",
    ...markdownTable(
      ["variable", "meaning"],
      Object.entries(ENVIRONMENT_VARIABLES).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    "",
  ].join("\n");
}

const INTRODUCTION = `A stage is configured by its file, \`Pulumi.<stage>.yaml\`; what all stages share is in \`Pulumi.yaml\`. What the backend is
(functions, routes, tables, queues, …) is in the catalog: [catalog/README.md](../catalog/README.md). Secrets are in neither:
[Parameters and secrets](secrets.md).`;

const STAGE_FILES = `Every key is required: there are no defaults elsewhere. An unknown key, a wrong type or value is refused with file, line and
what is allowed; \`bin/deploy diff-stages dev production\` compares two files. A change takes effect with the next \`up\`, or with
the next \`bootstrap\` where the key says so.`;

const PULUMI_KEYS: readonly (readonly string[])[] = [
  ["`secretsprovider`, `encryptedkey`", "Encryption of secrets in the state. `bootstrap` writes them; commit them."],
  [
    "`listbackup:release`",
    "Release that plain `pulumi up` deploys: [Plain Pulumi](plain-pulumi.md#release-selection).",
  ],
  ["`listbackup:allowRelease`", "The same id, to allow that release on a protected stage."],
];

interface ProjectSetting {
  readonly value: string;
  readonly description: string;
}

function projectConfig(root: string): Readonly<Record<string, ProjectSetting>> {
  const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
    readonly config: Readonly<Record<string, ProjectSetting>>;
  };
  return config;
}

type Config = Readonly<Record<string, unknown>>;

function stageConfig(root: string, stage: string): Config {
  const text = readFileSync(join(root, `Pulumi.${stage}.yaml`), "utf8");
  return (parse(text) as { readonly config: Config }).config;
}

function regionSchema(): SettingSchema {
  return z.toJSONSchema(region.describe("Region of all regional resources.")) as SettingSchema;
}

function settingTable(
  schemas: readonly (readonly [path: string, schema: SettingSchema])[],
  key: string,
  files: readonly Config[],
): readonly string[] {
  const rows = schemas.flatMap(([path, schema]) => settingRows(path, schema));
  return markdownTable(
    ["key", "values", "meaning", ...SHOWN_STAGES],
    rows.map(({ path, values, meaning }) => [
      path === "" ? `\`${key}\`` : `\`${path}\``,
      values,
      meaning,
      ...files.map((file) => valueText(valueAt(file[key], path))),
    ]),
  );
}

function valueAt(value: unknown, path: string): unknown {
  if (path === "") return value;
  return path.split(".").reduce<unknown>((within, part) => (isRecord(within) ? within[part] : undefined), value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Longer lists are counted. */
const MAX_LISTED = 3;

function valueText(value: unknown): string {
  if (value === undefined) return "";
  const isLong = Array.isArray(value) ? value.length > MAX_LISTED : isRecord(value);
  if (isLong) return `${String(Object.keys(value as object).length)} entries`;
  return `\`${JSON.stringify(value).replaceAll('"', "").replaceAll(",", ", ")}\``;
}
