import { randomBytes } from "node:crypto";
import type { CheckUser } from "../../model/catalog/checksSchema";
import { issuerOf } from "../../model/issuer";
import { calling, isNotFound } from "../aws/errors";
import { clientConfig } from "../aws/target";
import { LIMIT, removeRow } from "./cleanup";
import { takeStep } from "./step";
import type { Subject } from "./subject";
import { startTrail, type Trail } from "./trail";
import type { Variables } from "./variables";
import { CheckFailed } from "./verdict";

/** Somebody who exists for as long as the checks do. */
export interface ThrowAwayUser {
  /** email, password, name, userId, token and what else his steps save. @throws CheckFailed where he cannot be made */
  variables(): Promise<Variables>;
  /** Deletes him and what the backend wrote of him. @returns what was left behind, in sentences */
  remove(): Promise<readonly string[]>;
}

/** A user who is made when the first check asks for him, once. @param stop aborted when nobody waits for him any more */
export function throwAwayUser(subject: Subject, spec: CheckUser, stop: AbortSignal): ThrowAwayUser {
  const trail = startTrail(credentials());
  let made: Promise<Variables> | undefined;
  return {
    variables: () => (made ??= make(subject, spec, trail, stop)),
    remove: async () => {
      if (made === undefined) return [];
      // What makes him is not stopped half-way, so he is there by now or will not be, unless an answer was lost.
      await made.catch(() => undefined);
      return removeUser(subject, spec, trail);
    },
  };
}

function credentials(): Map<string, string> {
  const id = randomBytes(6).toString("hex");
  return new Map([
    // A domain that is nobody's: nothing is ever delivered there.
    ["email", `check-${id}@example.com`],
    // Every class of character that a pool may ask for.
    ["password", `${randomBytes(12).toString("base64url")}aA1!`],
    ["name", "Deployment check"],
  ]);
}

async function make(subject: Subject, spec: CheckUser, trail: Trail, stop: AbortSignal): Promise<Variables> {
  const known = trail.variables;
  try {
    if (stop.aborted) throw new CheckFailed("nobody waits for him any more");
    if (spec.made === "by-administrator") await createInPool(subject, known);
    for (const step of spec.steps) await takeStep(subject, step, trail, stop);
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    throw new CheckFailed(`the throw-away user could not be made: ${error.reason}`, error.evidence);
  }
  const complaint = lyingToken(subject, known.get("token") ?? "", Date.now() / 1_000);
  if (complaint !== null) throw new CheckFailed(`the throw-away user's token is not what it should be: ${complaint}`);
  return known;
}

/** How far clocks may differ. s */
const SKEW = 120;

/**
 * Why the API should not have taken a token: it says that it comes from somewhere else, or is of another time.
 * @param now Unix seconds
 * @returns null where nothing is wrong with it
 */
export function lyingToken(
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

async function createInPool({ target, userPoolId }: Subject, known: Variables): Promise<void> {
  const sdk = await import("@aws-sdk/client-cognito-identity-provider");
  const client = new sdk.CognitoIdentityProviderClient(clientConfig(target));
  const [email = "", password = "", name = ""] = ["email", "password", "name"].map((key) => known.get(key));
  const pool = { UserPoolId: userPoolId, Username: email };
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
    { Name: "name", Value: name },
  ];
  await calling(target, "making the throw-away user", async () => {
    await client.send(new sdk.AdminCreateUserCommand({ ...pool, MessageAction: "SUPPRESS", UserAttributes }));
    await client.send(new sdk.AdminSetUserPasswordCommand({ ...pool, Password: password, Permanent: true }));
  });
}

/** Each of what is his by itself: one that cannot be deleted does not keep the others. */
async function removeUser(subject: Subject, spec: CheckUser, trail: Trail): Promise<readonly string[]> {
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
    // A function that nobody hears of any more may still be at work.
    return open.size === 0 ? null : `may be left: the user ${email}; the answer to what makes him was lost`;
  }
}
