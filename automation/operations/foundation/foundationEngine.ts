import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Foundation } from "../../../model/account/foundation";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import type { Context } from "../../commands/command";
import type { Engine } from "../../engine/engine";
import { openStackEngine } from "../../engine/stageEngine";
import { foundationStack } from "../../engine/state/project";
import type { StateBackend } from "../../engine/state/stateBackend";
import type { Session } from "../../session";

/** The session of the stage that owns a foundation. */
export function ownerSession({ target }: Session, { owner }: Foundation): Session {
  return { stage: owner, target };
}

/** Opens the engine for a foundation's stack. */
export function openFoundationEngine(context: Context, session: Session, foundation: Foundation): Promise<Engine> {
  return openStackEngine(context, ownerSession(session, foundation), {
    stack: foundationStack(foundation.owner.name),
    purpose: "run",
    packages: ["aws", "awsx"],
  });
}

/**
 * Runs work with an engine whose state is temporary: for a preview before the state bucket exists.
 * @param work may preview only: what it created would be lost
 */
export async function withTemporaryState<T>(
  context: Context,
  session: Session,
  foundation: Foundation,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const folder = await temporaryFolder("foundation");
  const state: StateBackend = {
    url: `file://${folder}`,
    secretsProvider: "passphrase",
    environment: { PULUMI_CONFIG_PASSPHRASE: randomBytes(32).toString("base64") },
  };
  try {
    const engine = await openStackEngine(context, ownerSession(session, foundation), {
      stack: foundationStack(foundation.owner.name),
      purpose: "run",
      packages: ["aws", "awsx"],
      state,
    });
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
