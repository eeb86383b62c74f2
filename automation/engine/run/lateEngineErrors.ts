let isListening = false;

/**
 * The connection to an engine that was ended rejects promises that no code awaits. Such a rejection must not end this
 * process, which still has to release the stage's lease. The outcome of the run is known by then.
 */
export function ignoreLateEngineErrors(): void {
  if (isListening) return;
  isListening = true;
  process.on("unhandledRejection", (error) => {
    // While a program runs the SDK listens too, and reports errors to the engine.
    if (!isEngineConnectionError(error) && process.listenerCount("unhandledRejection") === 1) throw error;
  });
}

/** Errors of gRPC have a numeric code and details. */
function isEngineConnectionError(error: unknown): boolean {
  const { code, details } = error as { readonly code?: unknown; readonly details?: unknown };
  return typeof code === "number" && typeof details === "string";
}
