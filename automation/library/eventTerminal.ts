import picocolors from "picocolors";
import type { Terminal } from "../ui/terminal";
import type { MessageEvent, StageEvent } from "./options";

/** A terminal for programs: messages become events, nothing is printed, and there are no prompts. */
export function eventTerminal(onEvent: (event: StageEvent) => void): Terminal {
  const send =
    (level: MessageEvent["level"]) =>
    (text: string): void => {
      onEvent({ kind: "message", at: Date.now(), level, text });
    };
  return {
    print: send("note"),
    printText: send("note"),
    note: send("note"),
    warn: send("warning"),
    detail: send("detail"),
    draw: () => undefined,
    settle: () => undefined,
    live: false,
    interactive: false,
    columns: 80,
    colors: picocolors.createColors(false),
    confirm: () => Promise.resolve(false),
  };
}
