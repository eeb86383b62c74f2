import { log, Resource } from "@pulumi/pulumi";

/** Static method that the SDK does not declare. */
interface CallSites {
  stackTrace(skip: number): readonly unknown[];
}

/**
 * Turns off two debugging aids of the SDK, which take a third of the time of a deployment that changes nothing:
 *
 * - Stack traces of resources: paths of the deploying machine, a sixth of the state's size, different after every
 *   compilation.
 * - Debug messages: four calls to the engine for each resource, one after the other. The engine shows them only with
 *   `--debug`, which the driver never sets.
 */
export function reduceSdkOverhead(): void {
  (Resource as unknown as CallSites).stackTrace = () => [];
  (log as { debug: typeof log.debug }).debug = () => Promise.resolve();
}
