/** Retry modes of the AWS SDKs. `standard`: exponential backoff. `adaptive`: that, and the client limits its own rate. */
export type RetryMode = "standard" | "adaptive";

/**
 * Operations that the engine runs at once. Pulumi's own default is four for each processor of the machine, so it would differ
 * between a laptop and CI. By the simulation (`model/simulation/`), fewer make a deployment of this backend longer, and more do
 * not make it noticeably shorter: `make bench-rates` prints the table, and a test holds this figure to it.
 */
export const ENGINE_PARALLEL = 48;

/** Of provider and driver. By the simulation as fast as `standard`, with a fraction of the throttled requests. */
export const RETRY_MODE = "adaptive" as const satisfies RetryMode;
