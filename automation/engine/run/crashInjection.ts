import type { RunOptions } from "./runResult";

/**
 * Options of a run that dies at its n-th event, with everything that it started: no handler runs, nothing is tidied up.
 * The same without such a number.
 */
export function withInjectedCrash<T extends RunOptions>(options: T, event: number | undefined): T {
  if (event === undefined) return options;
  let seen = 0;
  return {
    ...options,
    onEvent: (told) => {
      seen += 1;
      // 0: the whole process group, which the engine and the provider belong to.
      if (seen === event) process.kill(0, "SIGKILL");
      options.onEvent?.(told);
    },
  };
}
