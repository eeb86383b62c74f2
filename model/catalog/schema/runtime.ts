/**
 * Managed runtimes that Lambda supports for new functions, as of November 2026
 * (docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; no new functions on nodejs20.x since 2026-08-31). Keep a
 * runtime while a release in the rollback window may use it.
 */
export const MANAGED_RUNTIMES = ["nodejs22.x", "nodejs24.x", "python3.12", "python3.13", "python3.14"] as const;

export type ManagedRuntime = (typeof MANAGED_RUNTIMES)[number];

/** Runtime of Go functions, whose executable includes the Go runtime. */
export const GO_RUNTIME = "provided.al2023";

export function languageOf(runtime: ManagedRuntime): "node" | "python" {
  return runtime.startsWith("nodejs") ? "node" : "python";
}
