import { randomBytes, randomInt } from "node:crypto";
import type { CheckUser } from "../../../model/catalog/schema/checks";
import { issuerOf } from "../../../model/issuer";
import { calling, isNotFound } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import { LIMIT, removeRow } from "./cleanup";
import { learnKeys } from "./rowKeys";
import { takeSteps } from "../requests/step";
import type { Subject } from "../subject";
import { recordTestData, type TestDataEntry } from "./testDataJournal";
import { startTrail, type Trail } from "./cleanupTracker";
import { fill, type Variables } from "../requests/variables";
import { CheckFailed, PASSED, Undecided, verdictOf, type NoHandler, type Verdict } from "../verdict";

/** A user who exists for as long as the checks run. */
export interface TestUser {
  /** email, password, name, phone, token and what else its steps save. @throws Undecided where it could not be created */
  variables(): Promise<Variables>;
  /** Why it could not be created; null where it was, or no check asked for it. */
  failure(): Verdict | null;
  /** Deletes it and what the backend wrote of it. @returns what was left behind, in sentences */
  remove(): Promise<readonly string[]>;
}

/** A user that is created once, when the first check asks for it. @param stop aborted when nobody waits for it any more */
export function testUser(subject: Subject, spec: CheckUser, stop: AbortSignal): TestUser {
  const trail = startTrail(credentials());
  const entry = subject.journal?.entry();
  let created: Promise<Verdict> | undefined;
  let failure: Verdict | null = null;
  const create = async (): Promise<Verdict> => {
    const verdict = await createUser(subject, spec, trail, stop, entry);
    failure = verdict.kind === "passed" ? null : verdict;
    return verdict;
  };
  return {
    variables: async () => {
      const { kind } = await (created ??= create());
      if (kind !== "passed") throw new Undecided("not run: no test user", noHandlerOf(failure));
      return trail.variables;
    },
    failure: () => failure,
    remove: async () => {
      if (created === undefined) return [];
      // What creates it is not stopped half-way, so it is there by now or will not be, unless an answer was lost.
      await created;
      const left = await removeUser(subject, spec, trail);
      // Where something is left the next run tries again.
      if (left.length === 0) await entry?.clear().catch(() => undefined);
      return left;
    },
  };
}

/** Why it is missing, where that is no failure. */
function noHandlerOf(verdict: Verdict | null): NoHandler | undefined {
  return verdict?.kind === "inconclusive" ? verdict.because : undefined;
}

/** In these area codes, as in all others, 555-0100 to 555-0199 are kept for fiction: no message reaches anybody. */
const AREA_CODES = [202, 206, 212, 213, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808];

function credentials(): Map<string, string> {
  const id = randomBytes(6).toString("hex");
  const area = AREA_CODES[randomInt(AREA_CODES.length)] ?? 206;
  return new Map([
    // A domain that is nobody's: nothing is ever delivered there.
    ["email", `check-${id}@example.com`],
    // Every class of character that a pool may ask for.
    ["password", `${randomBytes(12).toString("base64url")}aA1!`],
    ["name", "Deployment check"],
    // E.164, which Cognito asks for.
    ["phone", `+1${String(area)}55501${String(randomInt(100)).padStart(2, "0")}`],
  ]);
}

const REMEDY =
  "Change this step so that it fits what the backend asks for and answers, or fix the backend. Checks that need the test user did not run.";

/** @returns whether it was created; never rejects */
async function createUser(
  subject: Subject,
  spec: CheckUser,
  trail: Trail,
  stop: AbortSignal,
  entry: TestDataEntry | undefined,
): Promise<Verdict> {
  const { variables } = trail;
  try {
    if (stop.aborted) throw new CheckFailed("cancelled");
    const cleanup = spec.rows.map((row) => ({ row }));
    const record = (): Promise<void> =>
      recordTestData(entry, { userPoolId: subject.userPoolId, user: true, variables, cleanup });
    // Before it exists: a run that is killed leaves what the next one looks up.
    await record();
    if (spec.made === "by-administrator") await createInPool(subject, spec, variables);
    await takeSteps(subject, ["checks", "user", "steps"], spec.steps, trail, stop, record);
    const problem = tokenProblem(subject, variables.get("token") ?? "", Date.now() / 1_000);
    if (problem !== null) throw new CheckFailed(`its token is not what it should be: ${problem}`);
    return PASSED;
  } catch (error) {
    const verdict = verdictOf(error);
    return verdict.kind === "failed"
      ? { ...verdict, reason: `it could not be created: ${verdict.reason}`, remedy: REMEDY }
      : verdict;
  }
}

/** How far clocks may differ. s */
const SKEW = 120;

/**
 * Why the API should not have taken a token: it says that it comes from somewhere else, or is of another time.
 * @param now Unix seconds
 * @returns null where nothing is wrong with it
 */
export function tokenProblem(
  { stage, userPoolId }: Pick<Subject, "stage" | "userPoolId">,
  token: string,
  now: number,
): string | null {
  const claims = claimsOf(token);
  if (claims === null) return "it is no JWT";
  const { iss, iat, exp } = claims;
  const issuer = issuerOf(stage, userPoolId);
  if (iss !== issuer) return `its issuer is ${String(iss).slice(0, 200)}, and the stage's pool is ${issuer}`;
  if (typeof iat === "number" && Math.abs(iat - now) > SKEW)
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

/** Each part by itself: one that cannot be deleted does not keep the others. */
export async function removeUser(
  subject: Subject,
  spec: Pick<CheckUser, "rows">,
  trail: Trail,
): Promise<readonly string[]> {
  await learnKeys(subject, spec.rows, trail);
  const left = await Promise.all([
    removeFromPool(subject, trail),
    ...spec.rows.map((row) => removeRow(subject, row, trail)),
  ]);
  return left.filter((sentence) => sentence !== null);
}

async function removeFromPool({ target, userPoolId }: Subject, { variables, open }: Trail): Promise<string | null> {
  const email = variables.get("email") ?? "";
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new sdk.CognitoIdentityProviderClient(clientConfig(target));
  try {
    await client.send(new sdk.AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: email }), {
      abortSignal: AbortSignal.timeout(LIMIT),
    });
    return null;
  } catch (error) {
    if (!isNotFound(error)) return `the user ${email} is still in the pool: ${(error as Error).message}`;
    // A function whose answer was lost may still be at work.
    return open.size === 0 ? null : `may be left: the user ${email}; the answer to what creates it was lost`;
  }
}
