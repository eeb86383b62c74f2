import { randomBytes } from "node:crypto";
import { isNotFound } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import { cleanUp } from "./cleanup";
import { makesNothing, takeSteps } from "../requests/step";
import type { Subject } from "../subject";
import type { AbandonedData, TestDataJournal } from "./testDataJournal";
import { startTrail, type Trail } from "./cleanupTracker";
import { removeUser } from "./testUser";
import { isFillable } from "../requests/variables";

/** What became of an entry: sentences about what is still there, and whether the next run tries again. */
interface Removed {
  readonly left: readonly string[];
  readonly again: boolean;
}

/**
 * Deletes the test users that runs which were killed have left, with what the backend and the checks created of them.
 * @returns what is still there, in sentences
 */
export async function removeAbandoned(subject: Subject): Promise<readonly string[]> {
  const { journal } = subject;
  if (journal === undefined) return [];
  try {
    const entries = await journal.abandoned();
    // What a check created may be deleted only by the user that created it.
    const ofChecks = await removeAll(subject, journal, entries, false);
    const ofUsers = await removeAll(subject, journal, entries, true);
    return [...ofChecks, ...ofUsers].map((sentence) => `of an earlier run: ${sentence}`);
  } catch (error) {
    return [`what earlier runs left could not be looked up: ${(error as Error).message}`];
  }
}

async function removeAll(
  subject: Subject,
  journal: TestDataJournal,
  entries: readonly AbandonedData[],
  user: boolean,
): Promise<readonly string[]> {
  const left = await Promise.all(
    entries
      .filter((entry) => entry.user === user)
      .map(async (entry) => {
        const then = { ...subject, userPoolId: entry.userPoolId };
        const trail = startTrail(Object.entries(entry.variables));
        const removed = await (user ? removeTestUser(then, entry, trail) : removeOfCheck(then, entry, trail));
        if (!removed.again) await journal.forget(entry);
        return removed.left;
      }),
  );
  return left.flat();
}

async function removeTestUser(subject: Subject, { cleanup }: AbandonedData, trail: Trail): Promise<Removed> {
  const rows = cleanup.flatMap((one) => ("row" in one ? [one.row] : []));
  const left = await removeUser(subject, { rows }, trail);
  return { left, again: left.length > 0 };
}

/** Deletes what a check created, as the user that created it: with a new password, as no token or password is stored. */
async function removeOfCheck(subject: Subject, { cleanup }: AbandonedData, trail: Trail): Promise<Removed> {
  const due = cleanup.filter((one) => "row" in one || isFillable(one.request, trail.variables));
  const needsToken = due.some((one) => "bearer" in one);
  try {
    if (needsToken) await signIn(subject, trail);
  } catch (error) {
    const requests = due.flatMap((one) => ("request" in one ? [one.request] : []));
    const left = `what ${requests.join(", ")} deletes: its test user cannot sign in: ${(error as Error).message}`;
    return { left: [left], again: !isNotFound(error) };
  }
  const left = await cleanUp(subject, due, trail);
  return { left, again: left.length > 0 };
}

/** @throws what Cognito or the API answers */
async function signIn(subject: Subject, trail: Trail): Promise<void> {
  const { target, userPoolId, release } = subject;
  const Password = `${randomBytes(12).toString("base64url")}aA1!`;
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new sdk.CognitoIdentityProviderClient(clientConfig(target));
  const Username = trail.variables.get("email") ?? "";
  await client.send(
    new sdk.AdminSetUserPasswordCommand({ UserPoolId: userPoolId, Username, Password, Permanent: true }),
  );
  trail.variables.set("password", Password);
  const steps = release.catalog.checks.user?.steps.filter(makesNothing) ?? [];
  await takeSteps(subject, ["checks", "user", "steps"], steps, trail, AbortSignal.timeout(60_000));
}
