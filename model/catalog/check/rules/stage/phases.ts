import { phaseNumber, type PhaseId } from "../../../../phases";
import type { Reference } from "../../../reference";
import type { Rule } from "../../rule";
import { referencesOf } from "../../usage/serviceUsage";

/** The phase that brings up what a reference names. Kinds that need nothing brought up are not here. */
export const PROVIDING_PHASE: Readonly<Partial<Record<Reference["kind"], PhaseId>>> = {
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

/** Nothing refers to what a later phase brings up. */
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
            reason: `${service.service} comes up in phase ${service.phase}; ${kind}:${name} is there from phase ${provider} on`,
            remedy: `Move the service to phase ${provider} or later.`,
            severity: "error" as const,
          },
          [["services", service.service, "phase"]],
        ),
      ];
    }),
  );
