import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../project/project";

/** The parts of GitHub's format that the workflows use. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly with?: Readonly<Record<string, string>>;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const WORKFLOWS = ["pull-request", "deploy", "operation", "nightly"] as const;
export type WorkflowName = (typeof WORKFLOWS)[number];

export function workflow(name: WorkflowName): Workflow {
  return parse(readFileSync(join(ROOT, ".github", "workflows", `${name}.yml`), "utf8")) as Workflow;
}

export function setupSteps(): readonly Step[] {
  const text = readFileSync(join(ROOT, ".github", "actions", "setup", "action.yml"), "utf8");
  return (parse(text) as { readonly runs: { readonly steps: readonly Step[] } }).runs.steps;
}

/** Values by expression: `inputs.stage`. */
export type Values = Readonly<Record<string, string>>;

/** Replaces `${{ … }}`. @throws Error for an expression without a value: a new one needs one in the test */
export function evaluated(text: string, values: Values): string {
  return text.replace(/\$\{\{ (.+?) \}\}/g, (_whole, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`the test has no value of ${expression}`);
    return value;
  });
}
