import { randomBytes } from "node:crypto";
import type { CheckOf } from "../../../model/catalog/schema/checks";
import { cleanUp } from "../testData/cleanup";
import { waitForMessage, messageCount } from "./queue";
import { runSteps } from "./step";
import type { Subject } from "../subject";
import { recordTestData } from "../testData/testDataJournal";
import { createCleanupTracker, type CleanupTracker } from "../testData/cleanupTracker";
import type { TestUser } from "../testData/testUser";
import { fill } from "./variables";
import { PASSED, errorVerdict, type Verdict } from "../verdict";

/**
 * Sends requests in order; later ones use values of earlier responses. What they created is deleted in any case; what could
 * not be deleted is part of the verdict.
 * @param at path of the check in the catalog
 */
export async function checkRequests(
  subject: Subject,
  spec: CheckOf<"requests">,
  user: TestUser | null,
  signal: AbortSignal,
  at: readonly PropertyKey[] = [],
): Promise<Verdict> {
  const tracker = createCleanupTracker([["random", randomBytes(6).toString("hex")]]);
  const entry = spec.cleanup.length === 0 ? undefined : subject.journal?.entry();
  const record = (): Promise<void> =>
    recordTestData(entry, {
      userPoolId: subject.userPoolId,
      user: false,
      variables: tracker.variables,
      cleanup: spec.cleanup,
    });
  const verdict = await runRequests(subject, spec, user, { tracker, record }, signal, at).catch(errorVerdict);
  const left = await cleanUp(subject, spec.cleanup, tracker);
  // What is left stays in the journal: the next run deletes it.
  if (left.length === 0) await entry?.clear().catch(() => undefined);
  return left.length === 0 ? verdict : { ...verdict, left };
}

async function runRequests(
  subject: Subject,
  { steps, reaches, ...spec }: CheckOf<"requests">,
  user: TestUser | null,
  { tracker, record }: { readonly tracker: CleanupTracker; readonly record: () => Promise<void> },
  signal: AbortSignal,
  at: readonly PropertyKey[],
): Promise<Verdict> {
  const { variables } = tracker;
  const userVariables = spec.user ? await user?.variables() : undefined;
  for (const [name, value] of userVariables ?? []) variables.set(name, value);
  const before = reaches === undefined ? 0 : await messageCount(subject, reaches.queue);
  await record();
  await runSteps(subject, [...at, "steps"], steps, tracker, signal, record);
  if (reaches === undefined) return PASSED;
  return waitForMessage(subject, { queue: reaches.queue, text: fill(reaches.contains, variables), before }, signal);
}
