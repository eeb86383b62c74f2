import { strict as assert } from "node:assert";
import { refusedCalls, refusedCallsLines } from "../../../../automation/verification/refusedCalls";
import type { EgressReport, Rehearsal } from "../../../../automation/wiring";

const report = (change: Partial<EgressReport>): EgressReport => ({
  barriers: ["proxy", "preloads"],
  uncovered: [],
  refused: 0,
  calls: [],
  ...change,
});

describe("refused outbound calls", () => {
  it("are none without calls", () => {
    assert.deepEqual(refusedCallsLines(report({})), ["Refused outbound calls: 0"]);
  });

  it("are listed with function and target, the most frequent first", () => {
    const calls = [
      { function: "listbackup-dev-auth-login", target: "api.example.com:443", count: 1 },
      { function: "listbackup-dev-jobs-run", target: "192.0.2.1:25", count: 3 },
    ];
    assert.deepEqual(refusedCallsLines(report({ refused: 4, calls })), [
      "Refused outbound calls: 4 (192.0.2.1:25 by listbackup-dev-jobs-run 3 times, api.example.com:443 by listbackup-dev-auth-login)",
    ]);
  });

  it("are listed without terminal sequences", () => {
    const calls = [{ function: "f\u001b[2J", target: "a\u001b]0;b\u0007c\n:443", count: 1 }];
    assert.deepEqual(refusedCallsLines(report({ refused: 1, calls })), ["Refused outbound calls: 1 (ac :443 by f)"]);
  });

  it("are cut where they are many", () => {
    const calls = Array.from({ length: 12 }, (_, index) => ({
      function: "f",
      target: `h${String(index)}:1`,
      count: 1,
    }));
    assert.match(
      refusedCallsLines(report({ refused: 12, calls }))[0] ?? "",
      /^Refused outbound calls: 12 \(h0:1 by f, .*, 2 others\)$/,
    );
  });

  it("come with a warning where the emulator does not report them", async () => {
    const { lines } = await refusedCalls({ egress: async () => null } as unknown as Rehearsal);
    assert.match(lines.join(), /^Warning: .*Restart it: `bin\/deploy rehearse --stop`/);
  });

  it("come with what this machine cannot block", () => {
    assert.deepEqual(refusedCallsLines(report({ uncovered: ["UDP, such as name lookups"] })), [
      "Refused outbound calls: 0",
      "Warning: this machine does not block UDP, such as name lookups.",
    ]);
  });
});
