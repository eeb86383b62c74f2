import { allFunctions } from "../../model/catalog/functions";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { PhaseId } from "../../model/phases";
import type { DeploymentEvent, ResourceEvent } from "../../model/release/event";

/** Events of a first deployment of a catalog: three resources per function, ten functions at a time. @param release Unix seconds */
export function eventsOf(catalog: Catalog, release: number): readonly DeploymentEvent[] {
  const start = release * 1_000;
  const events: DeploymentEvent[] = [
    { kind: "started", at: start, who: "arn:aws:iam::100000000001:user/ann", commit: "0123456789abcdef" },
    { kind: "step", at: start + 1_000, step: "up" },
  ];
  const functions = allFunctions(catalog);
  for (const [index, { id, service }] of functions.entries()) {
    const at = start + 2_000 + Math.floor(index / 10) * 3_000;
    const name = id.replace("/", "-");
    const resource = { phase: service.phase as PhaseId, at };
    events.push(
      ...operation({ ...resource, type: "aws:iam/role:Role", name: `${name}-role` }, 400),
      ...operation({ ...resource, at: at + 400, type: "aws:lambda/function:Function", name }, 1_500),
      ...operation({ ...resource, at: at + 1_900, type: "aws:lambda/alias:Alias", name: `${name}-live` }, 300),
    );
  }
  return events.sort((a, b) => a.at - b.at);
}

/** The beginning and the end of the creation of a resource. */
export function operation(
  { type, name, phase, at }: Pick<ResourceEvent, "type" | "name" | "phase" | "at">,
  ms: number,
  state: "done" | "failed" = "done",
): readonly DeploymentEvent[] {
  const resource = { kind: "resource", operation: "create", type, name, phase } as const;
  return [
    { ...resource, at, state: "began", ms: null },
    { ...resource, at: at + ms, state, ms },
  ];
}
