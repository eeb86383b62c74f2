export interface Route {
  readonly method: string;
  readonly path: string;
  /** Whether a request needs a valid token. */
  readonly auth: "jwt" | "none";
}

/** `GET /users/{userId}` requires a token, `POST /auth/login public` does not. */
export const ROUTE = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (\/\S*)( public)?$/;

/** Parses `METHOD /path [public]`. @throws TypeError if the text did not pass the schema */
export function parseRoute(text: string): Route {
  const match = ROUTE.exec(text);
  if (match === null) throw new TypeError(`not a route: ${text}`);
  const [, method = "", path = "", publicMark] = match;
  return { method, path, auth: publicMark === undefined ? "jwt" : "none" };
}
