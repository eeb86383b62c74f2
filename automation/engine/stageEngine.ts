import { DeployError, unreachable } from "../../model/errors";
import type { PhaseId } from "../../model/phases";
import type { Release } from "../../model/release/release";
import type { Context } from "../commands/command";
import type { Session } from "../session";
import type { AttachedProvider, Gate, PhaseFacts, Program, ProgramFactory } from "../wiring";
import type { Engine } from "./engine";
import type { StackRequest } from "./stack/stack";
import type { StackId } from "./state/project";
import type { StateBackend } from "./state/stateBackend";
import type { PulumiCli } from "./toolchain/pulumi";

/** `read`: reads the state only, and starts no provider. */
export type Purpose = "read" | "run";

/** Opens the engine for a session's stage. */
export function openStageEngine(context: Context, session: Session, purpose: Purpose): Promise<Engine> {
  return openStackEngine(context, session, { purpose, packages: ["aws"] });
}

export interface StackEngineOptions {
  readonly purpose: Purpose;
  /** Pulumi packages whose providers a rehearsal replaces. */
  readonly packages: readonly AttachedProvider["package"][];
  /** @default the stage's stack */
  readonly stack?: StackId;
  /** @default that of the stage */
  readonly state?: StateBackend;
}

/** Opens the engine for a stack in a stage's account and region. */
export async function openStackEngine(
  context: Context,
  session: Session,
  { purpose, packages, stack, state }: StackEngineOptions,
): Promise<Engine> {
  const { wiring, terminal } = context;
  wiring.beforeEngine?.();
  const { stage, target } = session;
  const [providers, pulumi] = await Promise.all([
    purpose === "run" ? rehearsalProviders(context, session, packages) : [],
    pulumiCli(context),
  ]);
  const [{ openEngine }, { stateBackend }] = await Promise.all([
    import("./pulumiEngine"),
    import("./state/stateBackend"),
  ]);
  return openEngine({
    stage,
    target,
    state: state ?? (await stateBackend(wiring.root, stage, target)),
    pulumi: pulumi.path,
    pulumiVersion: pulumi.version,
    warn: terminal.warn,
    ...(stack === undefined ? {} : { stack }),
    ...(providers.length === 0 ? {} : { providers, ...injectedCrash(), ...requestedSafeguard() }),
  });
}

/** Path of the Pulumi CLI, which is installed on first use. */
export async function pulumiExecutable(context: Context): Promise<string> {
  return (await pulumiCli(context)).path;
}

async function pulumiCli({ wiring, terminal }: Context): Promise<PulumiCli> {
  const { ensurePulumi } = await import("./toolchain/pulumi");
  return ensurePulumi({
    root: wiring.root,
    report: (line) => {
      terminal.note(line);
    },
  });
}

/** A rehearsal uses offline providers; none: the engine starts the official ones. */
async function rehearsalProviders(
  { wiring }: Context,
  { stage, target }: Session,
  packages: readonly AttachedProvider["package"][],
): Promise<readonly AttachedProvider[]> {
  if (target.kind === "aws" || stage.rehearsal?.provider === "official") return [];
  const rehearsal = await wiring.rehearsal();
  const { account, region } = stage;
  const { endpoint, session } = target;
  return Promise.all(
    packages.map((name) => {
      switch (name) {
        case "aws":
          return rehearsal.startProvider({
            endpoint,
            account,
            region,
            ...(session === undefined ? {} : { session }),
            ...faultsFile(),
            ...emulatedRates(),
          });
        case "awsx":
          return rehearsal.startAwsxProvider();
        default:
          return unreachable(name);
      }
    }),
  );
}

/** File with faults to inject, for tests of AWS failures. Used by the offline provider only. */
function faultsFile(): { faults?: string } {
  const file = process.env["LISTBACKUP_FAULTS"];
  return file === undefined || file === "" ? {} : { faults: file };
}

/**
 * Seconds of AWS in a second of this machine, where a rehearsal emulates AWS's rates and latencies.
 * @throws DeployError USAGE
 */
function emulatedRates(): { rates?: number } {
  const text = process.env["LISTBACKUP_AWS_RATES"] ?? "";
  if (text === "") return {};
  const rates = Number(text);
  if (rates > 0 && Number.isFinite(rates)) return { rates };
  throw new DeployError(
    "USAGE",
    `LISTBACKUP_AWS_RATES is "${text}". Nothing was changed.`,
    "Set it to the seconds of AWS in one second of this machine, such as 20, or leave it out.",
  );
}

/** Event at which to be killed, for tests of crash recovery. In a rehearsal only. */
function injectedCrash(): Pick<StackRequest, "crashAtEvent"> {
  const event = Number(process.env["LISTBACKUP_CRASH_AT"] ?? "");
  return Number.isInteger(event) && event > 0 ? { crashAtEvent: event } : {};
}

/** `LISTBACKUP_SAFEGUARD=journal|checkpoints`, for tests of crash recovery. In a rehearsal only. */
function requestedSafeguard(): Pick<StackRequest, "safeguard"> {
  const wanted = process.env["LISTBACKUP_SAFEGUARD"];
  return wanted === "journal" || wanted === "checkpoints" ? { safeguard: wanted } : {};
}

/** Callbacks of a deployment between two phases. */
export interface GateHooks {
  /** Throws where the deployment may not change anything further. */
  confirm(): Promise<void>;
  /** Whether the gate of a phase is asked. */
  isChecked(phase: PhaseId): boolean;
  /** Called for a gate that failed, because the engine hides its error in its own. @returns false: the deployment continues */
  onGateFailure(error: unknown, phase: PhaseId): boolean;
  /** Work after a gate that passed, before the next phase: it may take hours. @throws where the next phase must not start */
  afterGate?(phase: PhaseId, facts: PhaseFacts): Promise<void>;
  /** Called for each phase that is deployed and whose gate passed. */
  onPhase(phase: PhaseId): void;
}

/** The program that deploys a release to a session's stage. */
export async function stageProgram(
  context: Context,
  session: Session,
  release: Release,
  { confirm, isChecked, onGateFailure, afterGate, onPhase }: GateHooks,
  options: Pick<Parameters<ProgramFactory>[0], "transition" | "onDemandTables" | "parameterDigests"> = {},
): Promise<Program> {
  const [factory, { gateChecks }] = await Promise.all([context.wiring.program(), import("../gates/gates")]);
  const check = gateChecks(session.target, session.stage, release, isChecked);
  const gate: Gate = async (phase, facts) => {
    await confirm();
    try {
      await check(phase, facts);
    } catch (error) {
      if (onGateFailure(error, phase)) throw error;
    }
    await afterGate?.(phase, facts);
    onPhase(phase);
  };
  return factory({ stage: session.stage, release, gate, ...options });
}
