import type { Engine } from "./engine";

/** An engine that is opened when it is first needed: a deployment with nothing to change needs none. */
export interface LazyEngine {
  /** Opens it, once. Its error shows to every caller. */
  open(): Promise<Engine>;
  /** The engine where it was opened; null where it was not, or failed. */
  opened(): Promise<Engine | null>;
}

export function lazyEngine(openEngine: () => Promise<Engine>): LazyEngine {
  let engine: Promise<Engine> | undefined;
  return {
    open: () => {
      if (engine === undefined) {
        engine = openEngine();
        // Opened in the background, it may fail before it is needed.
        engine.catch(() => undefined);
      }
      return engine;
    },
    opened: async () => (await engine?.catch(() => null)) ?? null,
  };
}
