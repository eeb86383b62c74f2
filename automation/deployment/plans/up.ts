import { checklistStep, composeStep, previewStep, publishStep, reviewStep, selectStep } from "../lateSteps";
import { trafficOf, type UpRequest } from "../request";
import { Plan } from "../step";
import { acceptStep } from "../steps/accept";
import { buildStep } from "../steps/build";
import { compareStep } from "../steps/compare";
import { preflightStep, type LeaseNeed } from "../steps/preflight";
import { change, type Deployed, type Previewed, type Released } from "./parts";

/** The steps of an `up`, in order. */
export function planUp(request: UpRequest): Plan<Deployed> {
  return change(
    fromWorkingTree(request, "taken").add(compareStep).add(checklistStep).add(publishStep),
    request,
    trafficOf(request.rollout),
  );
}

/** The steps of a preview: read-only. */
export function planPreview(request: Pick<UpRequest, "services">): Plan<Previewed> {
  return fromWorkingTree(request, "not needed").add(compareStep).add(previewStep).add(reviewStep("report"));
}

/** Builds a release. With services, these replace their counterparts in the live release. */
function fromWorkingTree(
  { services }: Pick<UpRequest, "services">,
  lease: LeaseNeed,
): Plan<Released | "artifactsFolder"> {
  const checked = Plan.begin().add(preflightStep(lease, "checked"));
  const accepts = lease === "taken";
  if (services.length === 0) return checked.add(buildStep([], "target")).addIf(accepts, acceptStep);
  const built = checked.add(selectStep(services)).add(buildStep(services, "target"));
  return built.addIf(accepts, acceptStep).add(composeStep(services));
}
