import type { Release } from "../../model/release/release";
import type { Context } from "../commands/command";
import type { Session } from "../session";
import type { Gate, Program } from "../wiring";
import type { Engine } from "./engine";

export interface StageProgram {
  readonly release: Release;
  /** Told of the gate that failed, whose error the engine would bury in its own. */
  readonly onGateFailure?: (error: unknown) => void;
}

/** A program with no resources, for commands that only read the state or take it down. */
const NOTHING: Program = () => Promise.resolve({});

/** The engine, opened on a session's stage with the program that brings up a release; without one, on the state alone. */
export async function openStageEngine(
  context: Context,
  session: Session,
  program: StageProgram | null,
): Promise<Engine> {
  const [{ ensurePulumi }, { openEngine }] = await Promise.all([
    import("./toolchain/pulumi"),
    import("./pulumiEngine"),
  ]);
  const { wiring, terminal } = context;
  const { stage, target } = session;
  const [pulumi, built] = await Promise.all([
    ensurePulumi({
      root: wiring.root,
      report: (line) => {
        terminal.note(line);
      },
    }),
    program === null ? NOTHING : programOf(context, session, program),
  ]);
  const attach = target.kind === "rehearsal" ? await wiring.rehearsal() : null;
  const provider = await attach?.startProvider({
    endpoint: target.kind === "rehearsal" ? target.endpoint : "",
    account: stage.account,
    region: stage.region,
    ...faultsFile(),
  });
  return openEngine({
    root: wiring.root,
    stage,
    target,
    pulumi,
    program: built,
    note: terminal.warn,
    ...(provider === undefined ? {} : { provider }),
  });
}

/** Faults to inject, for tests of what happens when AWS fails. Only ever reaches the offline provider. */
function faultsFile(): { faults?: string } {
  const file = process.env["LISTBACKUP_FAULTS"];
  return file === undefined || file === "" ? {} : { faults: file };
}

async function programOf(context: Context, session: Session, program: StageProgram): Promise<Program> {
  const [factory, { gateChecks }] = await Promise.all([context.wiring.program(), import("../aws/gates")]);
  const check = gateChecks(session.target, session.stage);
  const gate: Gate = async (phase, facts) => {
    try {
      await check(phase, facts);
    } catch (error) {
      program.onGateFailure?.(error);
      throw error;
    }
  };
  return factory({ stage: session.stage, release: program.release, gate });
}
