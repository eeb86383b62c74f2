import { randomBytes } from "node:crypto";
import type { CheckOf } from "../../../model/catalog/schema/checks";
import { cleanUp } from "../testData/cleanup";
import { messageSeen, messagesIn } from "./queue";
import { takeSteps } from "./step";
import type { Subject } from "../subject";
import { recordTestData } from "../testData/testDataJournal";
import { startTrail, type Trail } from "../testData/cleanupTracker";
import type { TestUser } from "../testData/testUser";
import { fill } from "./variables";
import { PASSED, verdictOf, type Verdict } from "../verdict";

/**
 * Requests one after the other, later ones with what earlier ones gave. What they made is taken away whatever happened,
 * and what could not be is told beside the verdict.
 * @param at where the check is in the catalog
 */
export async function checkRequests(
  subject: Subject,
  spec: CheckOf<"requests">,
  user: TestUser | null,
  signal: AbortSignal,
  at: readonly PropertyKey[] = [],
): Promise<Verdict> {
  const trail = startTrail([["random", randomBytes(6).toString("hex")]]);
  const entry = spec.cleanup.length === 0 ? undefined : subject.journal?.entry();
  const record = (): Promise<void> =>
    recordTestData(entry, {
      userPoolId: subject.userPoolId,
      user: false,
      variables: trail.variables,
      cleanup: spec.cleanup,
    });
  const verdict = await carriedOut(subject, spec, user, { trail, record }, signal, at).catch(verdictOf);
  const left = await cleanUp(subject, spec.cleanup, trail);
  // Where something is left the next run tries again.
  if (left.length === 0) await entry?.clear().catch(() => undefined);
  return left.length === 0 ? verdict : { ...verdict, left };
}

async function carriedOut(
  subject: Subject,
  { steps, reaches, ...spec }: CheckOf<"requests">,
  user: TestUser | null,
  { trail, record }: { readonly trail: Trail; readonly record: () => Promise<void> },
  signal: AbortSignal,
  at: readonly PropertyKey[],
): Promise<Verdict> {
  const { variables } = trail;
  const ofUser = spec.user ? await user?.variables() : undefined;
  for (const [name, value] of ofUser ?? []) variables.set(name, value);
  const before = reaches === undefined ? 0 : await messagesIn(subject, reaches.queue);
  await record();
  await takeSteps(subject, [...at, "steps"], steps, trail, signal, record);
  if (reaches === undefined) return PASSED;
  return messageSeen(subject, { queue: reaches.queue, text: fill(reaches.contains, variables), before }, signal);
}
