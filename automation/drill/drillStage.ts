import type { Stage } from "../../model/stage/stage";

/**
 * The recovery stage of a drill: nothing of it is protected from its removal, and users do not reach it by the name of the source's
 * API, also where Route 53 switches automatically meanwhile.
 */
export function drillStage(stage: Stage): Stage {
  return {
    ...stage,
    protected: false,
    data: { ...stage.data, protect: false, deletionProtection: false, emptyBucketsOnDestroy: true },
    failover: { kind: "off" },
    rollout: { kind: "allAtOnce" },
  };
}
