import type { FailoverRecord } from "../../model/failover/record";
import type { Context } from "../commands/command";
import { openSession, type Session } from "../session";

/** The failover that a stage is part of, as the stage that is left or as the one that takes over. */
export async function failoverOf(context: Context, session: Session): Promise<FailoverRecord | null> {
  const { failover } = session.stage;
  if (failover.kind === "off") return null;
  const { openSetStore } = await import("../backup/store/setStore");
  const { readFailover } = await import("../failover/failoverRecord");
  const source = failover.kind === "primary" ? session : await openSession(context, failover.of);
  return source.stage.recoveryStage === undefined ? null : readFailover(openSetStore(source.stage, source.target));
}
