import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { TimePart } from "./deployment";

/** Times a run of Pulumi from now on: what of it is spent on resources, and what before and after. */
export interface EngineClock {
  event(event: EngineEvent): void;
  /** Called once, when the run has ended. */
  parts(): readonly TimePart[];
}

/** @param now ms, never set back */
export function engineClock(now: () => number = () => performance.now()): EngineClock {
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
        { part: "resources and gates", milliseconds: last - first },
        { part: "engine end", milliseconds: ended - last },
      ];
    },
  };
}
