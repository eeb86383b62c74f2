type CleanUp = () => Promise<unknown>;

const cleanUps = new Set<CleanUp>();
let stopping = false;

/**
 * Has something stopped when the tests are: by Ctrl-C, or by `make test` that is ended. Hooks of mocha do not run then.
 * @returns a function that unregisters it: it was stopped in the normal way
 */
export function onShutdown(cleanUp: CleanUp): () => void {
  cleanUps.add(cleanUp);
  return () => cleanUps.delete(cleanUp);
}

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const signal of Object.keys(CODES) as (keyof typeof CODES)[]) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void Promise.allSettled([...cleanUps].map((cleanUp) => cleanUp())).then(() => process.exit(CODES[signal]));
  });
}
