/** The AWS provider waits for minutes; a minute of AWS is a second of the emulator. */
const LONGEST_MS = 10_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Sends a call again while AWS refuses it only because it does not know yet what was just made or deleted.
 * @param isTransient whether an error says so
 * @throws the last error, once it has lasted too long, and any other at once
 */
export async function onceKnown<T>(isTransient: (error: unknown) => boolean, call: () => Promise<T>): Promise<T> {
  const until = performance.now() + LONGEST_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
