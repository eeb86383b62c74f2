import { appendFileSync } from "node:fs";
import { z } from "zod";

const VERBS = ["create", "read", "update", "delete"] as const;

/** What the provider is doing for which resource. `calls` is kept by the faults, to tell a retry from a new call. */
export interface Operation {
  readonly type: string;
  readonly name: string;
  readonly verb: (typeof VERBS)[number];
  calls?: object[];
}

const ruleSchema = z
  .strictObject({
    /** Type token; `*` stands for any text. Default: every type. */
    type: z.string().default("*"),
    /** Resource name, the last part of the URN; `*` stands for any text. Default: every name. */
    name: z.string().default("*"),
    /** Default: every operation. */
    operation: z.union([z.enum(VERBS), z.array(z.enum(VERBS))]).optional(),
    /** Which AWS call of the operation, from 1; `later`: each but the first. */
    call: z.union([z.int().min(1), z.literal("later")]).default(1),
    /** Which matching attempt is the first to be struck, from 1. An attempt is such a call of an operation; retries count. */
    nth: z.int().min(1).default(1),
    /** How many attempts are struck. Default: 1 with an error or a kill, all of them with latency alone. */
    times: z.int().min(1).optional(),
    /** Milliseconds to wait before the call, or before the error. */
    latencyMs: z.int().min(0).max(600_000).optional(),
    error: z
      .strictObject({ code: z.string().min(1), message: z.string().default("Injected by the rehearsal.") })
      .optional(),
    /** Kills the provider, the engine and the driver before the call is made, as a lost machine does. */
    kill: z.literal(true).optional(),
    /** File that gets one line of JSON for each attempt: see `RecordedAttempt`. Nothing is struck. */
    record: z.string().min(1).optional(),
  })
  .refine(
    ({ error, latencyMs, kill, record }) => [error, latencyMs, kill, record].some((fault) => fault !== undefined),
    {
      message: "a rule needs an error, a latencyMs, kill or record",
    },
  );

/** A line of the file that a rule records to. */
export interface RecordedAttempt {
  /** Process of the provider: attempts are counted in each from 1. */
  readonly pid: number;
  readonly type: string;
  readonly name: string;
  readonly verb: Operation["verb"];
  /** Which AWS call of the operation, from 1. */
  readonly call: number;
}

export const faultsSchema = z.array(ruleSchema);
export type FaultRule = z.infer<typeof ruleSchema>;
/** A rule as it is written: what has a default may be left out. */
export type FaultRuleInput = z.input<typeof ruleSchema>;

export interface Faults {
  /** Waits, throws, or does nothing; called before each attempt of each AWS call, `call` being the same for retries. */
  strike(operation: Operation, call: object): Promise<void>;
}

function matches(pattern: string, value: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(value);
}

/** @param call its place in the operation, from 1 */
function concerns(rule: FaultRule, operation: Operation, call: number): boolean {
  return (
    matches(rule.type, operation.type) &&
    matches(rule.name, operation.name) &&
    (rule.operation === undefined || [rule.operation].flat().includes(operation.verb)) &&
    (rule.call === "later" ? call > 1 : rule.call === call)
  );
}

/** The place of a call in its operation, from 1. A retry is the same call. */
function placeOf(operation: Operation, call: object): number {
  const calls = (operation.calls ??= []);
  const known = calls.indexOf(call);
  return known === -1 ? calls.push(call) : known + 1;
}

/** An error as the SDK throws it: the code is the name, by which throttles are recognised. */
function injected(error: { readonly code: string; readonly message: string }): Error {
  const made = new Error(error.message);
  made.name = error.code;
  return Object.assign(made, { $fault: "client", $metadata: { httpStatusCode: 400 } });
}

function lineOf({ type, name, verb }: Operation, call: number): string {
  const attempt: RecordedAttempt = { pid: process.pid, type, name, verb, call };
  return `${JSON.stringify(attempt)}\n`;
}

function killProcessGroup(): void {
  process.kill(0, "SIGKILL");
}

/** Counts each rule's attempts for the life of the process. @param killAll ends this process and those around it */
export function faultsOf(rules: readonly FaultRule[], killAll = killProcessGroup): Faults {
  const attempts = new Map<FaultRule, number>();
  return {
    async strike(operation, call) {
      const place = placeOf(operation, call);
      for (const rule of rules) {
        if (!concerns(rule, operation, place)) continue;
        const attempt = (attempts.get(rule) ?? 0) + 1;
        attempts.set(rule, attempt);
        const times = rule.times ?? (rule.error === undefined && rule.kill === undefined ? Infinity : 1);
        if (attempt < rule.nth || attempt >= rule.nth + times) continue;
        const { latencyMs, error, kill, record } = rule;
        if (record !== undefined) appendFileSync(record, lineOf(operation, place), { mode: 0o600 });
        // 0: the whole process group, which the engine and the driver belong to.
        if (kill === true) killAll();
        if (latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, latencyMs));
        if (error !== undefined) throw injected(error);
      }
    },
  };
}
