import type { Context } from "../../automation/commands/command";
import type { AccountReadings, Readings, Subject } from "../../automation/preflight/subject";
import { smallCatalog, stageOf } from "./release";

const CALLER = { account: "100000000001", arn: "arn:aws:iam::100000000001:role/deploy" };

/** An account of AWS's default size, with one table of another system in it. */
export function fakeAccount(account: Partial<AccountReadings> = {}): AccountReadings {
  const lambda = { concurrency: 1_000, reserved: 0, codeSizeLimit: 80_530_636_800, codeSize: 0 };
  return {
    lambda: () => Promise.resolve(lambda),
    tables: () => Promise.resolve(["other"]),
    buckets: () => Promise.resolve([]),
    roles: () => Promise.resolve({ count: 5, limit: 1_000 }),
    queryAlarms: () => Promise.resolve([]),
    quota: () => Promise.resolve(null),
    ...account,
  };
}

/** Readings of a stage in order: nothing is deployed, and nothing is missing. */
export function fakeReadings(readings: Partial<Readings> = {}): Readings {
  return {
    signIn: () => Promise.resolve({ caller: CALLER, clockOffset: 0 }),
    credentials: () => Promise.resolve({ expiresAt: null, renewed: true, temporary: true }),
    bootstrapped: () => Promise.resolve(),
    records: () => Promise.resolve([]),
    earlierRecords: () => Promise.resolve([]),
    state: () => Promise.resolve(null),
    secretFindings: () => Promise.resolve([]),
    account: fakeAccount(),
    secrets: () =>
      Promise.resolve({
        present: {},
        presentSecrets: [],
        secretVersions: {},
        missingRequired: [],
        missingOptional: [],
      }),
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
