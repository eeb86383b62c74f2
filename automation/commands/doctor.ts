import { DeployError, EXIT } from "../../model/errors";
import type { Check } from "../preflight/check";
import type { Finding } from "../preflight/finding";
import type { CheckedResult } from "../preflight/run";
import type { Session } from "../session";
import { textOption, type Command, type CommandResult, type Context } from "./command";
import type { DoctorDocument } from "../documents/readings";

const DEFAULT_INTERVAL = "5m";
/** Each round is some thirty calls of AWS. ms */
const SHORTEST_INTERVAL = 10_000;

/** Checks what a deployment needs, and prints all findings at once. */
export const doctor: Command = {
  name: "doctor",
  summary: "check what a deployment needs",
  description:
    "Check the tools of this machine and, for a stage, everything that a deployment checks first: identity, permissions, buckets, state, parameters, quotas.",
  args: "[stage]",
  options: [
    ["--watch", "repeat the checks of the stage until Ctrl-C, and print what changes; with --json one line per change"],
    ["--interval <time>", `time between two rounds of --watch: 30s, 5m, 1h (default: ${DEFAULT_INTERVAL})`],
  ],
  examples: ["bin/deploy doctor production", "bin/deploy doctor production --watch --interval 15m"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const interval = textOption(options, "interval");
    if (options["watch"] === true) return watch(context, stageName, interval);
    if (interval !== undefined)
      throw new DeployError(
        "USAGE",
        "`--interval` is for `--watch` only. Nothing was done.",
        "Add it: `bin/deploy doctor <stage> --watch --interval 5m`.",
      );
    const { checkMachine, findingsOf } = await import("../preflight/run");
    const { findingLines } = await import("../ui/findings");
    const checked = stageName === undefined ? await checkMachine(context) : await checkStageOf(context, stageName);
    const findings = findingsOf(checked);
    if (findings.some(({ id, status }) => id === "identity" && status === "fail")) {
      const { rehearsalHint } = await import("../rehearsalHint");
      const hint = await rehearsalHint(context);
      if (hint !== null) context.terminal.warn(hint);
    }
    const failed = findings.filter(({ status }) => status === "fail").length;
    const last =
      failed === 0
        ? stageName === undefined
          ? "This machine has all tools. Check a stage too: `bin/deploy doctor <stage>`."
          : "All checks passed."
        : `${String(failed)} of ${String(findings.length)} checks failed.`;
    return {
      exit: failed === 0 ? EXIT.done : EXIT.preflight,
      lines: [...findingLines(findings, context.terminal.colors), last],
      data: { findings } satisfies DoctorDocument,
    };
  },
};

async function checkStageOf(context: Context, stageName: string): Promise<readonly CheckedResult[]> {
  const { openSession } = await import("../session");
  const { PREFLIGHT } = await import("../preflight/checks");
  return checkSession(context, await openSession(context, stageName), PREFLIGHT);
}

async function checkSession(
  context: Context,
  session: Session,
  checks: readonly Check[],
): Promise<readonly CheckedResult[]> {
  const { checkStage } = await import("../preflight/run");
  const { readingsOf } = await import("../preflight/subject");
  const { cachedProjectCatalog } = await import("../catalog/catalogCache");
  const { root } = context.wiring;
  const catalog = await cachedProjectCatalog(root);
  const readings = readingsOf(root, session);
  return checkStage({ context, purpose: "doctor", locks: true, session, catalog, overrides: [], readings }, checks);
}

/** Runs until Ctrl-C. @throws DeployError USAGE */
async function watch(
  context: Context,
  stageName: string | undefined,
  intervalText: string | undefined,
): Promise<CommandResult> {
  const { parseInterval } = await import("../../model/time");
  const interval = parseInterval(intervalText ?? DEFAULT_INTERVAL, "--interval", SHORTEST_INTERVAL);
  if (stageName === undefined)
    throw new DeployError("USAGE", "`doctor --watch` needs a stage.", "Name it: `bin/deploy doctor dev --watch`.");
  const { setTimeout } = await import("node:timers/promises");
  const { openSession } = await import("../session");
  const { PREFLIGHT } = await import("../preflight/checks");
  const { findingsOf } = await import("../preflight/run");
  const { watchFindings } = await import("../preflight/watch");
  const { changeLines, changeObjects } = await import("../ui/findings");
  const { terminal, signal, options } = context;
  const session = await openSession(context, stageName);
  const checks = PREFLIGHT.filter(({ on }) => on === "stage");
  const check = async (): Promise<readonly Finding[]> => findingsOf(await checkSession(context, session, checks));
  terminal.note(`Watching ${session.stage.name} every ${intervalText ?? DEFAULT_INTERVAL}. Ctrl-C ends it.`);
  await watchFindings(
    {
      check,
      sleep: (milliseconds, aborted) => setTimeout(milliseconds, undefined, { signal: aborted }).catch(() => undefined),
      print: (changes) => {
        const at = Date.now();
        const lines = options.json
          ? changeObjects(changes, at).map((line) => JSON.stringify(line))
          : changeLines(changes, at, terminal.colors);
        for (const line of lines) terminal.print(line);
      },
    },
    interval,
    signal,
  );
  return { exit: EXIT.cancelled, lines: [], data: null };
}
