import { z } from "zod";
import { DeployError } from "../errors";
import { region, stageSettingsSchema } from "./config";
import { failoverSchema } from "./failover";
import { SHORT_NAMES, STAGES } from "./name";
import type { AnyStage } from "./stage";

const lengthOfLongest = (names: readonly string[]): number => Math.max(...names.map(({ length }) => length));

/** The catalog's checks hold physical names to AWS's limits with the driver's stages, so no name may be longer than theirs. */
const MAX_NAME_LENGTH = lengthOfLongest(STAGES);
const MAX_SHORT_NAME_LENGTH = lengthOfLongest(Object.values(SHORT_NAMES));

const stageWord = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, "use lower-case letters, digits and hyphens");

const definitionSchema = stageSettingsSchema
  .pick({
    account: true,
    domains: true,
    data: true,
    functions: true,
    api: true,
    identity: true,
    alarms: true,
    settings: true,
  })
  .extend({
    name: stageWord(MAX_NAME_LENGTH),
    /** Its name in physical names. @default the name */
    short: stageWord(MAX_SHORT_NAME_LENGTH).optional(),
    region,
    /** @default off */
    failover: failoverSchema.default({ kind: "off" }),
  });

export type StageDefinition = z.input<typeof definitionSchema>;

/**
 * A stage of a program of one's own, with any name. The driver deploys only stages that have a stage file.
 * @throws DeployError CONFIG_INVALID with every error: key, and what is allowed there
 */
export function defineStage(definition: StageDefinition): AnyStage {
  const parsed = definitionSchema
    .transform((stage) => ({ ...stage, short: stage.short ?? stage.name }))
    .safeParse(definition);
  const problems = parsed.success ? shortNameProblems(parsed.data.short) : parsed.error.issues.map(describe);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new DeployError("CONFIG_INVALID", problems.join("\n"), "Correct the arguments of defineStage.");
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return `${path.join(".")}: ${message}`;
}

function shortNameProblems(short: string): readonly string[] {
  if (short.length <= MAX_SHORT_NAME_LENGTH) return [];
  return [
    `short: missing; "${short}" has more than ${String(MAX_SHORT_NAME_LENGTH)} characters, so a shorter name is needed`,
  ];
}
