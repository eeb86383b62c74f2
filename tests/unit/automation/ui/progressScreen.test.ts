import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { showProgress } from "../../../../automation/ui/progressView";
import { openTerminal } from "../../../../automation/ui/terminal";
import type { PhaseTime } from "../../../../model/release/phaseTime";
import { PHASES, type PhaseId } from "../../../../model/phases";
import { restoreEnvironment } from "../../../support/environment";
import { virtualScreen, type VirtualScreen } from "../../../support/terminal/virtualScreen";

const TYPE = "aws:sqs/queue:Queue";
const urnOf = (phase: PhaseId, name: string): string => {
  const token = PHASES.find(({ id }) => id === phase)?.token ?? "";
  return `urn:pulumi:dev::p::listbackup:stage:StageStack$${token}$${TYPE}::${name}`;
};
const planned = (phase: PhaseId, names: readonly string[]): { readonly phase: PhaseId; readonly urn: string }[] =>
  names.map((name) => ({ phase, urn: urnOf(phase, name) }));

type Kind = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";

function event(kind: Kind, phase: PhaseId, name: string): EngineEvent {
  return { sequence: 0, timestamp: 0, [kind]: { metadata: { op: "create", urn: urnOf(phase, name), type: TYPE } } };
}

const EARLIER: readonly PhaseTime[] = [
  { phase: "core", resources: 3, milliseconds: 60_000 },
  { phase: "users", resources: 2, milliseconds: 120_000 },
];
const CHANGES = [
  ...planned("core", ["queue-a", "queue-b", "queue-c"]),
  ...planned("users", ["users-getMe", "users-put"]),
];

/** A run that has done one of three changes of the second phase after 20 s, and works on the others. */
function run(screen: VirtualScreen, fail = false): void {
  let now = 0;
  const terminal = openTerminal({ json: false, quiet: false, verbose: false, color: false }, screen.streams);
  const view = showProgress(terminal, CHANGES, { earlier: EARLIER, clock: () => now });
  for (const name of ["queue-a", "queue-b", "queue-c"]) view.event(event("resourcePreEvent", "core", name));
  now = 20_000;
  view.event(event("resOutputsEvent", "core", "queue-a"));
  if (fail) {
    const message = `<{%reset%}>creating: AccessDenied: ${"not allowed ".repeat(12)}<{%reset%}>\n`;
    const diagnosticEvent = { urn: urnOf("core", "queue-b"), severity: "error", message, color: "never" };
    view.event({ sequence: 0, timestamp: 0, diagnosticEvent } as EngineEvent);
    view.event(event("resOpFailedEvent", "core", "queue-b"));
  }
  view.close();
}

describe("the progress of a deployment on a screen of 80 columns", () => {
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of ["CI", "LC_ALL", "LC_CTYPE", "LANG"]) delete process.env[name];
    process.env["TERM"] = "xterm";
  });
  afterEach(() => {
    restoreEnvironment(before);
  });

  it("has phases with counts and times, the rate, and the time left", async () => {
    const screen = virtualScreen();
    run(screen);
    assert.deepEqual(await screen.lines(), [
      "= 1/7 Certificates         no changes",
      "▸ 2/7 Core infrastructure         1/3         20 s  queue-b +1",
      "= 3/7 Cognito              no changes",
      "= 4/7 API Gateway          no changes",
      "= 5/7 Auth service         no changes",
      "· 6/7 User services               0/2",
      "= 7/7 Business services    no changes",
      "  all phases                      1/5         20 s  3.0/min, about 3 min left",
    ]);
  });

  it("has the failed resource above the phases, at once", async () => {
    const screen = virtualScreen();
    run(screen, true);
    const lines = await screen.lines();
    assert.deepEqual(
      [lines[0], ...lines.slice(3, 7)],
      [
        "✖ 2/7 queue-b (sqs.Queue): creating: AccessDenied: not allowed not allowed not",
        "✖ 2/7 queue-b (sqs.Queue): create failed after 20 s",
        "= 1/7 Certificates         no changes",
        "✖ 2/7 Core infrastructure         1/3         20 s  queue-c",
        "= 3/7 Cognito              no changes",
      ],
    );
    assert.match(lines.at(-1) ?? "", / 20 s {2}3\.0\/min$/);
  });

  it("never has a line that the terminal wraps", async () => {
    for (const locale of ["C.UTF-8", "C"]) {
      process.env["LC_ALL"] = locale;
      for (const columns of [80, 67, 60, 59, 58, 57, 40]) {
        const screen = virtualScreen(columns);
        run(screen, true);
        assert.deepEqual(await screen.wrapped(), [], `${locale} ${String(columns)}`);
      }
    }
  });

  it("is ASCII in a locale without UTF-8", async () => {
    process.env["LANG"] = "C";
    const screen = virtualScreen();
    run(screen, true);
    const lines = await screen.lines();
    assert.doesNotMatch(lines.join("\n"), /[^\x20-\x7e\n]/);
    assert.equal(lines[5], "x 2/7 Core infrastructure         1/3         20 s  queue-c");
  });
});
