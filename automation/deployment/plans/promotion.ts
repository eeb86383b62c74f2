import type { StageName } from "../../../model/stage/name";
import { trafficOf, type UpRequest, type Wanted } from "../request";
import { checklistStep } from "../lateSteps";
import { Plan } from "../step";
import { buildStep } from "../steps/build";
import { compareStep } from "../steps/compare";
import { fetchSameStep, fetchStep } from "../steps/fetch";
import { preflightStep, releasePreflightStep } from "../steps/preflight";
import { change, type Deployed, type Released } from "./parts";

/** The steps of a promotion: the same artifacts that another stage runs. */
export function planPromotion(request: UpRequest, from: StageName, which: Wanted): Plan<Deployed> {
  return change(fetched(from, which).add(compareStep).add(checklistStep), request, trafficOf(request.rollout));
}

function fetched(from: StageName, which: Wanted): Plan<Released> {
  if (which.kind !== "same-as-build")
    return Plan.begin().add(releasePreflightStep("release", "taken")).add(fetchStep(from, which));
  const compared = Plan.begin()
    .add(preflightStep("taken", "not needed"))
    .add(buildStep([], { stage: from }));
  return compared.add(fetchSameStep(from));
}
