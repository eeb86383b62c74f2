import { randomBytes } from "node:crypto";
import { isNotFound } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import { cleanUp } from "./cleanup";
import { createsNothing, runSteps } from "../requests/step";
import type { Subject } from "../subject";
import type { AbandonedData, TestDataJournal } from "./testDataJournal";
import { createCleanupTracker, type CleanupTracker } from "./cleanupTracker";
import { deleteUser } from "./testUser";
import { isFillable } from "../requests/variables";

/** What still exists of an entry, in sentences, and whether the next run tries again. */
interface DeletionResult {
  readonly left: readonly string[];
  readonly retry: boolean;
}

/**
 * Deletes the test users of runs that were killed, with what the backend and the checks created for them.
 * @returns what still exists, in sentences
 */
export async function deleteAbandonedData(subject: Subject): Promise<readonly string[]> {
  const { journal } = subject;
  if (journal === undefined) return [];
  try {
    const entries = await journal.abandoned();
    // Only the user that created something may delete it.
    const ofChecks = await deleteEntries(subject, journal, entries, false);
    const ofUsers = await deleteEntries(subject, journal, entries, true);
    return [...ofChecks, ...ofUsers].map((sentence) => `of an earlier run: ${sentence}`);
  } catch (error) {
    return [`test data of earlier runs could not be listed: ${(error as Error).message}`];
  }
}

async function deleteEntries(
  subject: Subject,
  journal: TestDataJournal,
  entries: readonly AbandonedData[],
  user: boolean,
): Promise<readonly string[]> {
  const left = await Promise.all(
    entries
      .filter((entry) => entry.user === user)
      .map(async (entry) => {
        const earlierSubject = { ...subject, userPoolId: entry.userPoolId };
        const tracker = createCleanupTracker(Object.entries(entry.variables));
        const result = await (user
          ? deleteTestUser(earlierSubject, entry, tracker)
          : deleteDataOfCheck(earlierSubject, entry, tracker));
        if (!result.retry) await journal.delete(entry);
        return result.left;
      }),
  );
  return left.flat();
}

async function deleteTestUser(
  subject: Subject,
  { cleanup }: AbandonedData,
  tracker: CleanupTracker,
): Promise<DeletionResult> {
  const rows = cleanup.flatMap((part) => ("row" in part ? [part.row] : []));
  const left = await deleteUser(subject, { rows }, tracker);
  return { left, retry: left.length > 0 };
}

/** Deletes what a check created, as the user that created it. The user gets a new password, because none is stored. */
async function deleteDataOfCheck(
  subject: Subject,
  { cleanup }: AbandonedData,
  tracker: CleanupTracker,
): Promise<DeletionResult> {
  const due = cleanup.filter((part) => "row" in part || isFillable(part.request, tracker.variables));
  const needsToken = due.some((part) => "bearer" in part);
  try {
    if (needsToken) await signIn(subject, tracker);
  } catch (error) {
    const requests = due.flatMap((part) => ("request" in part ? [part.request] : []));
    const left = `what ${requests.join(", ")} deletes: its test user cannot sign in: ${(error as Error).message}`;
    return { left: [left], retry: !isNotFound(error) };
  }
  const left = await cleanUp(subject, due, tracker);
  return { left, retry: left.length > 0 };
}

/** @throws errors of Cognito or the API */
async function signIn(subject: Subject, tracker: CleanupTracker): Promise<void> {
  const { target, userPoolId, release } = subject;
  const Password = `${randomBytes(12).toString("base64url")}aA1!`;
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new sdk.CognitoIdentityProviderClient(clientConfig(target));
  const Username = tracker.variables.get("email") ?? "";
  await client.send(
    new sdk.AdminSetUserPasswordCommand({ UserPoolId: userPoolId, Username, Password, Permanent: true }),
  );
  tracker.variables.set("password", Password);
  const steps = release.catalog.checks.user?.steps.filter(createsNothing) ?? [];
  await runSteps(subject, ["checks", "user", "steps"], steps, tracker, AbortSignal.timeout(60_000));
}
