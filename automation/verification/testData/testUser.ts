import { randomBytes, randomInt } from "node:crypto";
import type { CheckUser } from "../../../model/catalog/schema/checks";
import { issuerOf } from "../../../model/issuer";
import { calling, isNotFound } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import { CLEANUP_TIMEOUT_MS, deleteRow } from "./cleanup";
import { findRowKeys } from "./rowKeys";
import { runSteps } from "../requests/step";
import type { Subject } from "../subject";
import { recordTestData, type TestDataEntry } from "./testDataJournal";
import { createCleanupTracker, type CleanupTracker } from "./cleanupTracker";
import { fill, type Variables } from "../requests/variables";
import { CheckFailed, PASSED, Inconclusive, errorVerdict, type MissingHandler, type Verdict } from "../verdict";

/** A user that exists while the checks run. */
export interface TestUser {
  /** email, password, name, phone, token, and the values that its steps save. @throws Inconclusive where it could not be created */
  variables(): Promise<Variables>;
  /** Why it could not be created; null where it was, or no check needed it. */
  failure(): Verdict | null;
  /** Deletes it and the backend's rows for it. @returns what was not deleted, in sentences */
  delete(): Promise<readonly string[]>;
}

/** A user that is created once, when the first check needs it. @param stop aborted when the checks are cancelled */
export function testUser(subject: Subject, spec: CheckUser, stop: AbortSignal): TestUser {
  const tracker = createCleanupTracker(credentials());
  const entry = subject.journal?.entry();
  let created: Promise<Verdict> | undefined;
  let failure: Verdict | null = null;
  const create = async (): Promise<Verdict> => {
    const verdict = await createUser(subject, spec, tracker, stop, entry);
    failure = verdict.kind === "passed" ? null : verdict;
    return verdict;
  };
  return {
    variables: async () => {
      const { kind } = await (created ??= create());
      if (kind !== "passed") throw new Inconclusive("not run: no test user", missingHandlerOf(failure));
      return tracker.variables;
    },
    failure: () => failure,
    delete: async () => {
      if (created === undefined) return [];
      // Its creation is not aborted, so it is complete now, unless a response was lost.
      await created;
      const left = await deleteUser(subject, spec, tracker);
      // What is left stays in the journal: the next run deletes it.
      if (left.length === 0) await entry?.clear().catch(() => undefined);
      return left;
    },
  };
}

/** Why there is no handler that creates the user, where that is no failure. */
function missingHandlerOf(verdict: Verdict | null): MissingHandler | undefined {
  return verdict?.kind === "inconclusive" ? verdict.because : undefined;
}

/** In these area codes, 555-0100 to 555-0199 are reserved for fiction: no message is delivered. */
const AREA_CODES = [202, 206, 212, 213, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808];

function credentials(): Map<string, string> {
  const id = randomBytes(6).toString("hex");
  const area = AREA_CODES[randomInt(AREA_CODES.length)] ?? 206;
  return new Map([
    // A reserved domain: nothing is delivered there.
    ["email", `check-${id}@example.com`],
    // Every character class that a pool may require.
    ["password", `${randomBytes(12).toString("base64url")}aA1!`],
    ["name", "Deployment check"],
    // E.164, which Cognito requires.
    ["phone", `+1${String(area)}55501${String(randomInt(100)).padStart(2, "0")}`],
  ]);
}

const REMEDY =
  "Change this step to match the backend's API, or fix the backend. Checks that need the test user did not run.";

/** @returns passed where it was created; never rejects */
async function createUser(
  subject: Subject,
  spec: CheckUser,
  tracker: CleanupTracker,
  stop: AbortSignal,
  entry: TestDataEntry | undefined,
): Promise<Verdict> {
  const { variables } = tracker;
  try {
    if (stop.aborted) throw new CheckFailed("cancelled");
    const cleanup = spec.rows.map((row) => ({ row }));
    const record = (): Promise<void> =>
      recordTestData(entry, { userPoolId: subject.userPoolId, user: true, variables, cleanup });
    // Before it exists: the next run finds it if this one is killed.
    await record();
    if (spec.made === "by-administrator") await createInPool(subject, spec, variables);
    await runSteps(subject, ["checks", "user", "steps"], spec.steps, tracker, stop, record);
    const problem = tokenProblem(subject, variables.get("token") ?? "", Date.now() / 1_000);
    if (problem !== null) throw new CheckFailed(`its token is not valid: ${problem}`);
    return PASSED;
  } catch (error) {
    const verdict = errorVerdict(error);
    return verdict.kind === "failed"
      ? { ...verdict, reason: `it could not be created: ${verdict.reason}`, remedy: REMEDY }
      : verdict;
  }
}

/** seconds */
const MAX_CLOCK_SKEW = 120;

/**
 * Why a token is not valid for the stage's API: its issuer or its times are wrong.
 * @param now Unix seconds
 * @returns null where it is valid
 */
export function tokenProblem(
  { stage, userPoolId }: Pick<Subject, "stage" | "userPoolId">,
  token: string,
  now: number,
): string | null {
  const claims = claimsOf(token);
  if (claims === null) return "it is not a JWT";
  const { iss, iat, exp } = claims;
  const issuer = issuerOf(stage, userPoolId);
  if (iss !== issuer) return `its issuer is ${String(iss).slice(0, 200)}, expected ${issuer}`;
  if (typeof iat === "number" && Math.abs(iat - now) > MAX_CLOCK_SKEW)
    return `it was issued ${String(Math.round(Math.abs(iat - now)))} s ${iat > now ? "ahead of" : "behind"} this machine's clock: one of the two is wrong`;
  if (typeof exp === "number" && exp <= now) return "it has expired already";
  return null;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as unknown;
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function createInPool({ target, userPoolId }: Subject, spec: CheckUser, known: Variables): Promise<void> {
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new sdk.CognitoIdentityProviderClient(clientConfig(target));
  const [email = "", password = "", name = ""] = ["email", "password", "name"].map((key) => known.get(key));
  const pool = { UserPoolId: userPoolId, Username: email };
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
    { Name: "name", Value: name },
    ...Object.entries(spec.attributes).map(([Name, text]) => ({ Name, Value: fill(text, known) })),
  ];
  await calling(target, "creating the test user", async () => {
    await client.send(new sdk.AdminCreateUserCommand({ ...pool, MessageAction: "SUPPRESS", UserAttributes }));
    await client.send(new sdk.AdminSetUserPasswordCommand({ ...pool, Password: password, Permanent: true }));
  });
}

/** A part that cannot be deleted does not stop the others. @returns what was not deleted, in sentences */
export async function deleteUser(
  subject: Subject,
  spec: Pick<CheckUser, "rows">,
  tracker: CleanupTracker,
): Promise<readonly string[]> {
  await findRowKeys(subject, spec.rows, tracker);
  const left = await Promise.all([
    deleteFromPool(subject, tracker),
    ...spec.rows.map((row) => deleteRow(subject, row, tracker)),
  ]);
  return left.filter((sentence) => sentence !== null);
}

async function deleteFromPool(
  { target, userPoolId }: Subject,
  { variables, unconfirmed }: CleanupTracker,
): Promise<string | null> {
  const email = variables.get("email") ?? "";
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new sdk.CognitoIdentityProviderClient(clientConfig(target));
  try {
    await client.send(new sdk.AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: email }), {
      abortSignal: AbortSignal.timeout(CLEANUP_TIMEOUT_MS),
    });
    return null;
  } catch (error) {
    if (!isNotFound(error)) return `the user ${email} was not deleted: ${(error as Error).message}`;
    // A function whose response was lost may still be running.
    return unconfirmed.size === 0
      ? null
      : `may still exist: the user ${email}; the response of the step that creates it was lost`;
  }
}
