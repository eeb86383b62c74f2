import { phaseNumber, type PhaseId } from "../../../../phases";
import type { Reference } from "../../../reference";
import type { Rule } from "../../rule";
import { referencesOf } from "../../usage/serviceUsage";

/** Phase that deploys the resources of a reference kind. Other kinds need no resource. */
const PROVIDING_PHASE: Readonly<Partial<Record<Reference["kind"], PhaseId>>> = {
  zone: "certificates",
  certificate: "certificates",
  table: "core",
  queue: "core",
  bucket: "core",
  topic: "core",
  bus: "core",
  email: "core",
  identity: "identity",
  api: "gateway",
};

/** No service references a resource of a later phase. */
export const phases: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) =>
    referencesOf(service).flatMap(({ at, kind, name }) => {
      const provider = PROVIDING_PHASE[kind];
      if (provider === undefined || phaseNumber(provider) <= phaseNumber(service.phase)) return [];
      return [
        context.report(
          at,
          {
            code: "PHASE_LATER",
            subject: `${kind}:${name}`,
            reason: `${service.service} is deployed in phase ${service.phase}, but ${kind}:${name} only in phase ${provider}`,
            remedy: `Move the service to phase ${provider} or later.`,
            severity: "error" as const,
          },
          [["services", service.service, "phase"]],
        ),
      ];
    }),
  );
