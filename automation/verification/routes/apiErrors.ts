/** What an HTTP API answers by itself, without any function: `{"message":"Not Found"}` and the like, and no other field. */
export type ApiAnswer = "Not Found" | "Forbidden" | "Unauthorized" | "Internal Server Error" | "Service Unavailable";

/** @param json a body as JSON */
export function isApiAnswer(json: unknown, ...messages: readonly ApiAnswer[]): boolean {
  if (typeof json !== "object" || json === null || Object.keys(json).length !== 1) return false;
  const { message } = json as { readonly message?: unknown };
  return messages.some((one) => one === message);
}
