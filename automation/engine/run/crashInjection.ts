import type { RunOptions } from "./runResult";

/**
 * Options of a run that kills the driver and all of its child processes at the n-th event: no handler and no cleanup
 * runs. Without a number the options are unchanged.
 */
export function withInjectedCrash<T extends RunOptions>(options: T, event: number | undefined): T {
  if (event === undefined) return options;
  let eventCount = 0;
  return {
    ...options,
    onEvent: (engineEvent) => {
      eventCount += 1;
      // 0: the whole process group, which includes the engine and the provider.
      if (eventCount === event) process.kill(0, "SIGKILL");
      options.onEvent?.(engineEvent);
    },
  };
}
