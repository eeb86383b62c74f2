import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { TimePart } from "./deployment";

/** Measures a run of Pulumi from now on: time on resources, and time before and after. */
export interface EngineClock {
  event(event: EngineEvent): void;
  /** Called once, when the run has ended. */
  parts(): readonly TimePart[];
}

/**
 * @param between what the run does from its first event of a resource to its last
 * @param now ms, monotonic
 */
export function engineClock(
  between: "resources" | "resources and gates",
  now: () => number = () => performance.now(),
): EngineClock {
  const started = now();
  let first: number | null = null;
  let last = started;
  return {
    event: ({ resourcePreEvent, resOutputsEvent, resOpFailedEvent }) => {
      if (resourcePreEvent === undefined && resOutputsEvent === undefined && resOpFailedEvent === undefined) return;
      last = now();
      first ??= last;
    },
    parts: () => {
      const ended = now();
      if (first === null) return [{ part: "engine start", milliseconds: ended - started }];
      return [
        { part: "engine start", milliseconds: first - started },
        { part: between, milliseconds: last - first },
        { part: "engine end", milliseconds: ended - last },
      ];
    },
  };
}
