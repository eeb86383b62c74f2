import type { ApiResponse } from "../aws/api/apiRequest";
import { redactLine } from "../redaction/redact";
import type { Subject } from "./subject";
import type { Variables } from "./requests/variables";
import type { Evidence } from "./verdict";

/** The most characters of each part. */
const MAX_LENGTH = 600;

/** A request and its response. */
export interface Exchange {
  /** As the catalog has it: `POST /tags` */
  readonly request: string;
  readonly body?: unknown;
  readonly response: Pick<ApiResponse, "status" | "text" | "requestId">;
  /** When it was sent. Unix ms */
  readonly at: number;
}

/**
 * Request, response and the function's log lines, redacted. The logs are read only when a check has failed.
 * @param stop aborted when the caller no longer waits for log lines
 */
export async function evidenceOf(
  subject: Subject,
  { request, body, response, at }: Exchange,
  variables: Variables,
  stop: AbortSignal,
): Promise<Evidence> {
  const { requestLogLines } = await import("./requestLog");
  const { status, text, requestId } = response;
  const lines = await requestLogLines(subject, { request, requestId, at }, stop);
  const redacted = (line: string): string => redactLine(line, MAX_LENGTH, variables);
  return {
    request: redacted(body === undefined ? request : `${request} ${JSON.stringify(body)}`),
    response: redacted(`${String(status)} ${text}`),
    logs: lines.map(redacted),
  };
}
