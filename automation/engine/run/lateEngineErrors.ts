let isListening = false;

/**
 * Of an engine that was ended the program hears late, in promises that nobody waits for: that must not end this process,
 * which has a stage to give back. How the run ended is known by then.
 */
export function ignoreLateEngineErrors(): void {
  if (isListening) return;
  isListening = true;
  process.on("unhandledRejection", (error) => {
    // While a program runs the SDK listens too, and tells the engine of its errors.
    if (!isEngineConnectionError(error) && process.listenerCount("unhandledRejection") === 1) throw error;
  });
}

/** As the connection to it has them: a number, and what was the matter. */
function isEngineConnectionError(error: unknown): boolean {
  const { code, details } = error as { readonly code?: unknown; readonly details?: unknown };
  return typeof code === "number" && typeof details === "string";
}
