import { stripControlCharacters } from "../redaction/terminalText";
import type { EgressReport, Rehearsal } from "../wiring";

const MAX_SHOWN = 10;

const OLD_EMULATOR =
  "Warning: an older version of this program started the local AWS, and its functions can call any host. " +
  "Restart it: `bin/deploy rehearse --stop`, then repeat.";

/** Outbound calls of functions that the rehearsal refused, as text. */
export async function refusedCalls(
  rehearsal: Rehearsal,
): Promise<{ readonly report: EgressReport | null; readonly lines: readonly string[] }> {
  const report = await rehearsal.egress();
  return { report, lines: report === null ? [OLD_EMULATOR] : refusedCallsLines(report) };
}

/** `Refused outbound calls: 1 (api.example.com:443 by listbackup-dev-auth-login)`, and calls that this system cannot block. */
export function refusedCallsLines({ refused, calls, uncovered }: EgressReport): readonly string[] {
  const texts = [...calls]
    .sort((one, other) => other.count - one.count)
    .slice(0, MAX_SHOWN)
    .map(
      ({ function: caller, target, count }) =>
        stripControlCharacters(`${target} by ${caller}`).replace(/\s+/g, " ") +
        (count === 1 ? "" : ` ${String(count)} times`),
    );
  const hidden = calls.length - texts.length;
  const list = [...texts, ...(hidden > 0 ? [`${String(hidden)} others`] : [])].join(", ");
  return [
    `Refused outbound calls: ${String(refused)}${list === "" ? "" : ` (${list})`}`,
    ...(uncovered.length === 0 ? [] : [`Warning: this machine does not block ${uncovered.join(" and ")}.`]),
  ];
}
