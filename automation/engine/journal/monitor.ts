import type { Program } from "../../wiring";
import type { StackId } from "../state/project";
import type { JournalWriter } from "./journalWriter";
import { registeredResource, rootResource, type RegistrationRequest } from "./registration";

type Callback = (error: unknown, response?: unknown) => void;

/** What is used of the SDK's client of the engine: it registers resources by this method only. */
interface Monitor {
  registerResource(request: RegistrationRequest, callback: Callback): unknown;
}

/** gRPC's code for an operation that was stopped. */
const ABORTED = 10;

/** A program whose resources are in the journal before the engine learns of them. */
export function journaledProgram(program: Program, stack: StackId, writer: JournalWriter): Program {
  return async () => {
    const { getMonitor } = await import("@pulumi/pulumi/runtime/settings");
    const monitor = getMonitor() as unknown as Monitor | undefined;
    if (monitor === undefined) throw new Error("the program runs without the engine");
    writeBeforeRegistration(monitor, stack, writer);
    return program();
  };
}

/** The client belongs to one run of the program. */
export function writeBeforeRegistration(monitor: Monitor, stack: StackId, writer: JournalWriter): void {
  void writer.add(rootResource(stack));
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const stored = writer.add(registeredResource(stack, request));
    if (stored === null) return register(request, callback);
    stored.then(
      () => register(request, callback),
      (error: unknown) => {
        const message = `the journal could not be written: ${(error as Error).message}`;
        callback(Object.assign(new Error(message), { code: ABORTED, details: message }));
      },
    );
    return undefined;
  };
}
