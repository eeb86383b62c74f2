import { AWS_LIMITS } from "../../../../limits/awsLimits";
import type { Finding } from "../../../finding";
import { isFifo } from "../../../queueName";
import { scheduleProblem } from "../../../scheduleExpression";
import type { Catalog } from "../../../schema/catalog";
import { queueUses, ruleDeliveries, scheduleDeliveries, type QueueUse } from "../../usage/deliveries";
import type { Path, Rule, RuleContext } from "../../rule";
import { errorFinding } from "../../errorFinding";
import { unknownNameRemedy } from "../../unknownName";
import { ownValue } from "../../../../ownValue";

const MAX_TARGETS = AWS_LIMITS.ruleTargets.max;

/** Schedules and event rules are valid, and each rule has a target. */
export const schedules: Rule = (catalog, context) => [
  ...scheduleDeliveries(catalog).flatMap(({ at, subject, spec }) => [
    ...expressionFindings(context, [...at, "expression"], subject, spec.expression),
    ...timezoneFindings(context, [...at, "timezone"], subject, spec.timezone),
  ]),
  ...Object.keys(catalog.events.rules).flatMap((rule) => targetCount(catalog, context, rule)),
  ...ruleDeliveries(catalog).flatMap(({ at, subject, spec }) => messageGroup(catalog, context, at, subject, spec)),
  ...queueUses(catalog).flatMap((use) => queueFindings(catalog, context, use)),
];

function expressionFindings(context: RuleContext, at: Path, subject: string, expression: string): readonly Finding[] {
  const problem = scheduleProblem(expression);
  if (problem === null) return [];
  const reason = `"${expression}" is not a schedule: ${problem}`;
  const remedy = 'Write "rate(5 minutes)", "cron(0 8 * * ? *)" or "at(2027-01-31T08:00:00)".';
  return [errorFinding(context, at, "SCHEDULE_EXPRESSION", subject, reason, remedy)];
}

function timezoneFindings(context: RuleContext, at: Path, subject: string, timezone: string): readonly Finding[] {
  if (isTimezone(timezone)) return [];
  const reason = `unknown time zone "${timezone}"`;
  return [
    errorFinding(
      context,
      at,
      "SCHEDULE_TIMEZONE",
      subject,
      reason,
      'Use a name of the IANA database: "Europe/Berlin".',
    ),
  ];
}

function isTimezone(name: string): boolean {
  // Newer versions of Node.js accept offsets such as +01:00; Scheduler does not.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function targetCount({ events }: Catalog, context: RuleContext, rule: string): readonly Finding[] {
  const targets = events.rules[rule]?.targets ?? [];
  const at = ["events", "rules", rule];
  const subject = `rule:${rule}`;
  if (targets.length === 0) {
    return [
      context.report(at, {
        code: "RULE_WITHOUT_TARGET",
        subject,
        reason: `the event rule ${rule} has no target`,
        remedy: "Add targets, remove the rule, or suppress this with a reason.",
        severity: "warning",
      }),
    ];
  }
  const twice = targets.findIndex(({ to }, index) => targets.findIndex((other) => other.to === to) < index);
  const earlier = targets.findIndex(({ to }) => to === targets[twice]?.to);
  return [
    ...(targets.length > MAX_TARGETS
      ? [
          errorFinding(
            context,
            [...at, "targets"],
            "RULE_TARGETS_TOO_MANY",
            subject,
            `${String(targets.length)} targets exceed the limit of an event rule (${String(MAX_TARGETS)})`,
            "Move some to another rule with the same pattern.",
          ),
        ]
      : []),
    ...(twice < 0
      ? []
      : [
          errorFinding(
            context,
            [...at, "targets", twice],
            "RULE_TARGET_TWICE",
            subject,
            `${rule} has the target ${targets[twice]?.to ?? ""} twice`,
            "Keep one of them.",
            [[...at, "targets", earlier]],
          ),
        ]),
  ];
}

/** A FIFO queue requires a message group, and other targets must not have one. */
function messageGroup(
  { data }: Catalog,
  context: RuleContext,
  at: Path,
  subject: string,
  { to, messageGroupId }: { readonly to: string; readonly messageGroupId?: string | undefined },
): readonly Finding[] {
  const name = /^queue:(.+)$/s.exec(to)?.[1];
  const fifo = name !== undefined && ownValue(data.queues, name) !== undefined && isFifo(data.queues, name);
  if (name !== undefined && ownValue(data.queues, name) === undefined) return [];
  if (fifo === (messageGroupId !== undefined)) return [];
  const reason = fifo
    ? `${to} is FIFO and requires a messageGroupId`
    : `${to} is not a FIFO queue, so messageGroupId is not allowed`;
  const remedy = fifo ? "Add messageGroupId." : "Remove messageGroupId.";
  const others = name === undefined ? [] : [["data", "queues", name, "type"]];
  return [errorFinding(context, at, "RULE_TARGET_GROUP", subject, reason, remedy, others)];
}

function queueFindings(
  { data }: Catalog,
  context: RuleContext,
  { at, subject, text, name, as }: QueueUse,
): readonly Finding[] {
  const forms = as === "target" ? '"function:<service>/<function>" or "queue:<name>"' : '"queue:<name>"';
  if (name === null) {
    return [errorFinding(context, at, "REFERENCE_INVALID", text, `"${text}" is not ${forms}`, `Write ${forms}.`)];
  }
  const names = Object.keys(data.queues);
  if (!names.includes(name)) {
    const remedy = unknownNameRemedy(name, names, (one) => `queue:${one}`);
    return [errorFinding(context, at, "REFERENCE_UNKNOWN", text, `there is no queue "${name}"`, remedy)];
  }
  if (as === "target" || !isFifo(data.queues, name)) return [];
  const reason = `${text} is FIFO; a dead-letter queue of EventBridge must be a standard queue`;
  const remedy = 'Name a queue with "type: standard".';
  return [errorFinding(context, at, "DEAD_LETTERS_FIFO", subject, reason, remedy, [["data", "queues", name, "type"]])];
}
