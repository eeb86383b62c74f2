import type { Stage } from "../../model/stage/stage";

/**
 * The recovery stage of a drill: nothing of it is protected from its removal, and users do not reach it by the name of the source's
 * API, also where Route 53 switches automatically meanwhile. It has no backups: replicas would keep the objects of the drill after it.
 */
export function drillStage(stage: Stage): Stage {
  const { recoveryStage: _withoutBackups, ...own } = stage;
  return {
    ...own,
    protected: false,
    data: { ...stage.data, protect: false, deletionProtection: false, emptyBucketsOnDestroy: true },
    failover: { kind: "off" },
    recovery: { kind: "off" },
    rollout: { kind: "allAtOnce" },
  };
}
