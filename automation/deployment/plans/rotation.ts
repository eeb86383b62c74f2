import { trafficOf, type UpRequest } from "../request";
import { Plan } from "../step";
import { releasePreflightStep } from "../steps/preflight";
import { prepareRotationStep, writeRotationStep, type RotationOrder } from "../steps/rotate";
import { applied, approvedAndRecorded, previewed, type Deployed } from "./parts";

/** The steps of a rotation: the live release with another value of a parameter or secret. */
export function planRotation(request: UpRequest, order: RotationOrder): Plan<Deployed> {
  const prepared = Plan.begin().add(releasePreflightStep("earlier release", "taken")).add(prepareRotationStep(order));
  const recorded = approvedAndRecorded(previewed(prepared, request), request).add(writeRotationStep(order));
  return applied(recorded, request, trafficOf(request.rollout));
}
