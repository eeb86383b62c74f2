import type { Context } from "../../automation/commands/command";
import type { Readings, Subject } from "../../automation/preflight/subject";
import { smallCatalog, stageOf } from "./release";

const CALLER = { account: "100000000001", arn: "arn:aws:iam::100000000001:role/deploy" };

/** Readings of a stage in order: nothing is deployed, and nothing is missing. */
export function fakeReadings(readings: Partial<Readings> = {}): Readings {
  return {
    signIn: () => Promise.resolve({ caller: CALLER, clockOffset: 0 }),
    credentials: () => Promise.resolve({ expiresAt: null, renewed: true, temporary: true }),
    bootstrapped: () => Promise.resolve(),
    records: () => Promise.resolve([]),
    state: () => Promise.resolve(null),
    secrets: () => Promise.resolve({ present: {}, presentSecrets: [], missingRequired: [], missingOptional: [] }),
    ...readings,
  };
}

/** Stage dev on AWS, for `doctor`. */
export function fakeSubject(subject: Partial<Subject> = {}): Subject {
  const stage = stageOf("dev");
  return {
    context: {} as Context,
    purpose: "doctor",
    locks: true,
    session: { stage, target: { kind: "aws", region: stage.region, account: stage.account } },
    catalog: smallCatalog(),
    overrides: [],
    readings: fakeReadings(),
    ...subject,
  };
}
