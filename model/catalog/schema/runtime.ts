/**
 * Lambda's managed runtimes that functions may name: those that AWS creates functions with, as of November 2026 (end of
 * support: docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; no new functions on nodejs20.x since 2026-08-31). A
 * runtime stays here for as long as a release in the rollback window may name it.
 */
export const MANAGED_RUNTIMES = ["nodejs22.x", "nodejs24.x", "python3.12", "python3.13", "python3.14"] as const;

export type ManagedRuntime = (typeof MANAGED_RUNTIMES)[number];

/** What a Go function runs on: its executable brings its own runtime. */
export const GO_RUNTIME = "provided.al2023";

export function languageOf(runtime: ManagedRuntime): "node" | "python" {
  return runtime.startsWith("nodejs") ? "node" : "python";
}
