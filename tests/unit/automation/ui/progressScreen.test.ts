import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { ROOT } from "../../../support/project/project";
import { playRun } from "../../../support/terminal/playedRun";
import { useTerminalEnvironment } from "../../../support/terminal/terminalEnvironment";
import { virtualScreen } from "../../../support/terminal/virtualScreen";

const PROGRESS = [
  "= 1/7 Certificates         no changes",
  "▸ 2/7 Core infrastructure         1/3         20 s  queue-b +1",
  "= 3/7 Cognito              no changes",
  "= 4/7 API Gateway          no changes",
  "= 5/7 Auth service         no changes",
  "· 6/7 User services               0/2",
  "= 7/7 Business services    no changes",
  "  all phases                      1/5         20 s  3.0/min, about 3 min left",
  "the result",
];

/** What a process of its own writes to a pseudo terminal. */
async function outputOfPseudoTerminal(columns: number): Promise<string> {
  const program = "node -r ./tools/register.cjs tests/support/terminal/playedRun.ts";
  const child = spawn("script", ["-qec", `stty cols ${String(columns)} rows 24; exec ${program}`, "/dev/null"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  assert.equal(code, 0, output);
  return output;
}

describe("the progress of a deployment on a screen of 80 columns", () => {
  useTerminalEnvironment();

  it("has phases with counts and times, the rate, and the time left", async () => {
    const screen = virtualScreen();
    playRun(screen.streams);
    assert.deepEqual(await screen.lines(), PROGRESS);
  });

  it("is the same in a pseudo terminal, where the kernel translates line breaks", async () => {
    const screen = virtualScreen();
    screen.receive(await outputOfPseudoTerminal(80));
    assert.deepEqual([await screen.lines(), await screen.wrapped()], [PROGRESS, []]);
  });

  it("has the failed resource above the phases, at once", async () => {
    const screen = virtualScreen();
    playRun(screen.streams, true);
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
    assert.match(lines.at(-2) ?? "", / 20 s {2}3\.0\/min$/);
  });

  it("never has a line that the terminal wraps", async () => {
    for (const locale of ["C.UTF-8", "C"]) {
      process.env["LC_ALL"] = locale;
      for (const columns of [80, 67, 60, 59, 58, 57, 40]) {
        const screen = virtualScreen(columns);
        playRun(screen.streams, true);
        assert.deepEqual(await screen.wrapped(), [], `${locale} ${String(columns)}`);
      }
    }
  });

  it("is ASCII in a locale without UTF-8", async () => {
    process.env["LANG"] = "C";
    const screen = virtualScreen();
    playRun(screen.streams, true);
    const lines = await screen.lines();
    assert.doesNotMatch(lines.join("\n"), /[^\x20-\x7e\n]/);
    assert.equal(lines[5], "x 2/7 Core infrastructure         1/3         20 s  queue-c");
  });
});
