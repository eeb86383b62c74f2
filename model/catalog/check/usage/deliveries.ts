import { allFunctions } from "../../functions";
import type { RuleTargetSpec, ScheduleSpec } from "../../schema/schedule";
import type { Catalog } from "../../schema/catalog";
import type { Path } from "../rule";

/** A delivery by EventBridge: to the target of a rule, or to the function of a schedule. */
export interface Delivery {
  readonly at: Path;
  /** `rule:user-events` or `schedule:nightly`. */
  readonly subject: string;
  readonly spec: RuleTargetSpec | ScheduleSpec;
}

export function ruleDeliveries({ events }: Catalog): readonly (Delivery & { readonly spec: RuleTargetSpec })[] {
  return Object.entries(events.rules).flatMap(([rule, { targets }]) =>
    targets.map((spec, index) => ({
      at: ["events", "rules", rule, "targets", index],
      subject: `rule:${rule}`,
      spec,
    })),
  );
}

export function scheduleDeliveries(catalog: Catalog): readonly (Delivery & { readonly spec: ScheduleSpec })[] {
  return allFunctions(catalog).flatMap(({ name, service, spec }) =>
    Object.entries(spec.schedules).map(([schedule, spec]) => ({
      at: ["services", service.service, "functions", name, "schedules", schedule],
      subject: `schedule:${schedule}`,
      spec: spec,
    })),
  );
}

/** A queue that EventBridge sends to: as a rule target, or as a dead-letter queue. */
export interface QueueUse {
  readonly at: Path;
  readonly subject: string;
  /** As in the catalog: `queue:failed`. */
  readonly text: string;
  /** Name of the queue; null if the text is not a queue. */
  readonly name: string | null;
  readonly as: "target" | "dead letters";
}

/** @returns targets other than functions, and all dead-letter queues */
export function queueUses(catalog: Catalog): readonly QueueUse[] {
  const use = (at: Path, subject: string, text: string, as: QueueUse["as"]): QueueUse => ({
    at,
    subject,
    text,
    name: /^queue:(.+)$/s.exec(text)?.[1] ?? null,
    as,
  });
  const targets = ruleDeliveries(catalog).flatMap(({ at, subject, spec }) =>
    spec.to.startsWith("function:") ? [] : [use([...at, "to"], subject, spec.to, "target")],
  );
  const deadLetters = [...ruleDeliveries(catalog), ...scheduleDeliveries(catalog)].flatMap(({ at, subject, spec }) =>
    spec.deadLetters === undefined ? [] : [use([...at, "deadLetters"], subject, spec.deadLetters, "dead letters")],
  );
  return [...targets, ...deadLetters];
}
