import { log, Resource } from "@pulumi/pulumi";

/** What the SDK has, and does not declare. */
interface CallSites {
  stackTrace(skip: number): readonly unknown[];
}

/**
 * Turns off what the SDK does for those who debug the SDK itself. A third of the time of a deployment that changes
 * nothing goes with it.
 *
 * - The places in the source at which resources are made: paths of the machine that deployed, which it would write
 *   into the state, a sixth of its size and different after every compilation.
 * - Debug messages: a call to the engine for each, one after the other, four for each resource, and the engine shows
 *   none of them unless it was started with `--debug`, which this program never does.
 */
export function quietSdk(): void {
  (Resource as unknown as CallSites).stackTrace = () => [];
  (log as { debug: typeof log.debug }).debug = () => Promise.resolve();
}
