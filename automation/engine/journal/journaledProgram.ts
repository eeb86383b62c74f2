import type { Program } from "../../wiring";
import { beforeRegistrations, withRegistrations, type BeforeRegistration, type Monitor } from "../program/monitor";
import { registeredResource, rootResource } from "../program/registration";
import type { StackId } from "../state/project";
import type { JournalWriter } from "./journalWriter";

/** A program whose resources are in the journal before the engine learns of them. */
export function journaledProgram(program: Program, stack: StackId, writer: JournalWriter): Program {
  return withRegistrations(program, journaling(stack, writer));
}

/** As `journaledProgram`, for the engine's client in one run of a program. */
export function writeBeforeRegistration(monitor: Monitor, stack: StackId, writer: JournalWriter): void {
  beforeRegistrations(monitor, journaling(stack, writer));
}

function journaling(stack: StackId, writer: JournalWriter): BeforeRegistration {
  void writer.add(rootResource(stack));
  return (request) =>
    writer.add(registeredResource(stack, request))?.catch((error: unknown) => {
      throw new Error(`the journal could not be written: ${(error as Error).message}`);
    }) ?? null;
}
