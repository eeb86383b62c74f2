/** Messages of API Gateway's own error responses: `{"message":"Not Found"}`, without any other field. */
export type ApiErrorMessage =
  "Not Found" | "Forbidden" | "Unauthorized" | "Internal Server Error" | "Service Unavailable";

/** Whether a response came from API Gateway and not from a function. @param json its body */
export function isApiError(json: unknown, ...messages: readonly ApiErrorMessage[]): boolean {
  if (typeof json !== "object" || json === null || Object.keys(json).length !== 1) return false;
  const { message } = json as { readonly message?: unknown };
  return messages.some((one) => one === message);
}
