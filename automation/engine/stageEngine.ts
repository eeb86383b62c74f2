import type { PhaseId } from "../../model/phases";
import type { Release } from "../../model/release/release";
import type { Context } from "../commands/command";
import type { Session } from "../session";
import type { AttachedProvider, Gate, Program, ProgramFactory } from "../wiring";
import type { Engine } from "./engine";

/** `read` looks at the state alone, and needs nobody who speaks to AWS. */
export type Purpose = "read" | "run";

/** The engine, opened on a session's stage. */
export async function openStageEngine(context: Context, session: Session, purpose: Purpose): Promise<Engine> {
  const { wiring, terminal } = context;
  const { stage, target } = session;
  const [provider, pulumi] = await Promise.all([
    purpose === "run" ? rehearsalProvider(context, session) : null,
    pulumiExecutable(context),
  ]);
  const [{ openEngine }, { stateBackend }] = await Promise.all([
    import("./pulumiEngine"),
    import("./state/stateBackend"),
  ]);
  return openEngine({
    stage,
    target,
    state: await stateBackend(wiring.root, stage, target),
    pulumi,
    warn: terminal.warn,
    ...(provider === null ? {} : { provider, ...injectedCrash() }),
  });
}

/** The CLI, which the first one who needs it installs. */
export async function pulumiExecutable({ wiring, terminal }: Context): Promise<string> {
  const { ensurePulumi } = await import("./toolchain/pulumi");
  const { path } = await ensurePulumi({
    root: wiring.root,
    report: (line) => {
      terminal.note(line);
    },
  });
  return path;
}

/** In a rehearsal a provider of the project's own stands in; else the engine starts the official one. */
async function rehearsalProvider({ wiring }: Context, { stage, target }: Session): Promise<AttachedProvider | null> {
  if (target.kind === "aws" || stage.rehearsal?.provider === "official") return null;
  const rehearsal = await wiring.rehearsal();
  return rehearsal.startProvider({
    endpoint: target.endpoint,
    account: stage.account,
    region: stage.region,
    ...faultsFile(),
  });
}

/** Faults to inject, for tests of what happens when AWS fails. Only ever reaches the offline provider. */
function faultsFile(): { faults?: string } {
  const file = process.env["LISTBACKUP_FAULTS"];
  return file === undefined || file === "" ? {} : { faults: file };
}

/** Where to be killed, for tests of what comes after it. Only ever in a rehearsal. */
function injectedCrash(): { crashAt?: number } {
  const event = Number(process.env["LISTBACKUP_CRASH_AT"] ?? "");
  return Number.isInteger(event) && event > 0 ? { crashAt: event } : {};
}

/** What a deployment has to say between two phases. */
export interface GateHooks {
  /** Throws where nothing more may be changed. */
  confirm(): Promise<void>;
  /** Told of the gate that failed, whose error the engine would bury in its own; false lets the deployment go on. */
  onGateFailure(error: unknown, phase: PhaseId): boolean;
  /** Told of each phase that is there, and whose gate let on. */
  onPhase(phase: PhaseId): void;
}

/**
 * The program that brings a session's stage to a release.
 */
export async function stageProgram(
  context: Context,
  session: Session,
  release: Release,
  { confirm, onGateFailure, onPhase }: GateHooks,
  circumstances: Pick<Parameters<ProgramFactory>[0], "transition" | "onDemandTables"> = {},
): Promise<Program> {
  const [factory, { gateChecks }] = await Promise.all([context.wiring.program(), import("../gates/gates")]);
  const check = gateChecks(session.target, session.stage, release);
  const gate: Gate = async (phase, facts) => {
    await confirm();
    try {
      await check(phase, facts);
    } catch (error) {
      if (onGateFailure(error, phase)) throw error;
    }
    onPhase(phase);
  };
  return factory({ stage: session.stage, release, gate, ...circumstances });
}
