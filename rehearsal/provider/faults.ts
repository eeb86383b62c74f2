import { z } from "zod";

/** What the provider is doing for which resource. `firstCall` is set by the faults, to tell a retry from a new call. */
export interface Operation {
  readonly type: string;
  readonly name: string;
  readonly verb: "create" | "read" | "update" | "delete";
  firstCall?: object;
}

const ruleSchema = z
  .strictObject({
    /** Type token; `*` stands for any text. Default: every type. */
    type: z.string().default("*"),
    /** Resource name, the last part of the URN; `*` stands for any text. Default: every name. */
    name: z.string().default("*"),
    /** Default: every operation. */
    operation: z.enum(["create", "read", "update", "delete"]).optional(),
    /** Which matching attempt is the first to be struck, from 1. An attempt is an operation's first AWS call; retries count. */
    nth: z.int().min(1).default(1),
    /** How many attempts are struck. Default: 1 with an error, all of them with latency alone. */
    times: z.int().min(1).optional(),
    /** Milliseconds to wait before the call, or before the error. */
    latencyMs: z.int().min(0).max(600_000).optional(),
    error: z
      .strictObject({ code: z.string().min(1), message: z.string().default("Injected by the rehearsal.") })
      .optional(),
  })
  .refine((rule) => rule.error !== undefined || rule.latencyMs !== undefined, {
    message: "a rule needs an error, a latencyMs, or both",
  });

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

function concerns(rule: FaultRule, operation: Operation): boolean {
  return (
    matches(rule.type, operation.type) &&
    matches(rule.name, operation.name) &&
    (rule.operation === undefined || rule.operation === operation.verb)
  );
}

/** An error as the SDK throws it: the code is the name, by which throttles are recognised. */
function injected(error: { readonly code: string; readonly message: string }): Error {
  const made = new Error(error.message);
  made.name = error.code;
  return Object.assign(made, { $fault: "client", $metadata: { httpStatusCode: 400 } });
}

/** Counts each rule's attempts for the life of the process. */
export function faultsOf(rules: readonly FaultRule[]): Faults {
  const attempts = new Map<FaultRule, number>();
  return {
    async strike(operation, call) {
      operation.firstCall ??= call;
      if (operation.firstCall !== call) return;
      for (const rule of rules) {
        if (!concerns(rule, operation)) continue;
        const attempt = (attempts.get(rule) ?? 0) + 1;
        attempts.set(rule, attempt);
        const times = rule.times ?? (rule.error === undefined ? Infinity : 1);
        if (attempt < rule.nth || attempt >= rule.nth + times) continue;
        const { latencyMs, error } = rule;
        if (latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, latencyMs));
        if (error !== undefined) throw injected(error);
      }
    },
  };
}
