import type { Program } from "../../wiring";
import type { RegistrationRequest } from "./registration";

type Callback = (error: unknown, response?: unknown) => void;

/** What is used of the SDK's client of the engine: it registers resources by this method only. */
export interface Monitor {
  registerResource(request: RegistrationRequest, callback: Callback): unknown;
}

/**
 * Called before the engine learns of a resource, which it does not where this rejects.
 * @returns null: it may learn at once
 */
export type BeforeRegistration = (request: RegistrationRequest) => Promise<void> | null;

/** gRPC's code for an operation that was stopped. */
const ABORTED = 10;

/** A program with a call before each of its resources. */
export function withRegistrations(program: Program, before: BeforeRegistration): Program {
  return async () => {
    const { getMonitor } = await import("@pulumi/pulumi/runtime/settings");
    const monitor = getMonitor() as unknown as Monitor | undefined;
    if (monitor === undefined) throw new Error("the program runs without the engine");
    beforeRegistrations(monitor, before);
    return program();
  };
}

/** The client belongs to one run of the program. */
export function beforeRegistrations(monitor: Monitor, before: BeforeRegistration): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const allowed = before(request);
    if (allowed === null) return register(request, callback);
    allowed.then(
      () => register(request, callback),
      ({ message }: Error) => {
        callback(Object.assign(new Error(message), { code: ABORTED, details: message }));
      },
    );
    return undefined;
  };
}
