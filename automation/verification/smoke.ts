import { randomBytes } from "node:crypto";
import type { Stage } from "../../model/stage/stage";
import { callApi, emulatedOf, type ApiResponse } from "../aws/health";
import type { Check, Verdict } from "./check";

/**
 * Health, the login flow of a throw-away user, one authorised call and one refused.
 * @param url the stage's API, without a slash at its end
 */
export async function smokeChecks(url: string, stage: Stage): Promise<readonly Check[]> {
  const user = throwAwayUser();
  let token = "";
  const call = (method: string, path: string, extra: { body?: unknown; token?: string } = {}): Promise<ApiResponse> =>
    callApi({ url, method, path, timeoutMs: 20_000, emulated: emulatedOf(stage), ...extra });
  return Promise.resolve([
    { id: "health", title: "GET /health is healthy", run: async () => expectStatus(await call("GET", "/health"), 200) },
    {
      id: "register",
      title: "POST /auth/register makes a user",
      run: async () => expectStatus(await call("POST", "/auth/register", { body: user }), 200, 201),
    },
    {
      id: "login",
      title: "POST /auth/login gives tokens",
      run: async () => {
        const response = await call("POST", "/auth/login", { body: { email: user.email, password: user.password } });
        token = tokenOf(response);
        return token === "" ? { kind: "failed", reason: `no token: ${describe(response)}` } : { kind: "passed" };
      },
    },
    {
      id: "authorized",
      title: "GET /users/me answers its user",
      run: async () => expectStatus(await call("GET", "/users/me", { token }), 200),
    },
    {
      id: "refused",
      title: "GET /users/me refuses without a token",
      run: async () => expectStatus(await call("GET", "/users/me"), 401),
    },
  ]);
}

interface ThrowAwayUser {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

function throwAwayUser(): ThrowAwayUser {
  const id = randomBytes(6).toString("hex");
  return {
    email: `check-${id}@example.com`,
    // Every class of character that a pool may ask for.
    password: `${randomBytes(12).toString("base64url")}aA1!`,
    name: "Deployment check",
  };
}

/** The token that the API's authorizer takes: the id token, whose audience is the client. */
export function tokenOf(response: ApiResponse): string {
  const body = response.json as { data?: Record<string, unknown> } & Record<string, unknown>;
  const tokens = { ...body, ...(typeof body.data === "object" ? body.data : {}) };
  const found = tokens["idToken"] ?? tokens["accessToken"];
  return typeof found === "string" ? found : "";
}

function expectStatus(response: ApiResponse, ...expected: readonly number[]): Verdict {
  if (expected.includes(response.status)) return { kind: "passed" };
  return { kind: "failed", reason: `expected ${expected.join(" or ")}, got ${describe(response)}` };
}

function describe(response: ApiResponse): string {
  return `${String(response.status)} ${response.text.slice(0, 300)}`.trim();
}
