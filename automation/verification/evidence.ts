import type { ApiResponse } from "../aws/apiRequest";
import { redactLine } from "../redaction/redact";
import type { Subject } from "./subject";
import type { Variables } from "./requests/variables";
import type { Evidence } from "./verdict";

/** The most that is shown of each part. characters */
const LONGEST = 600;

/** A request, and what came of it. */
export interface Exchange {
  /** As the catalog has it: `POST /tags` */
  readonly request: string;
  readonly body?: unknown;
  readonly response: Pick<ApiResponse, "status" | "text" | "requestId">;
  /** When it was sent. Unix ms */
  readonly at: number;
}

/**
 * What was asked and answered, and what the function said of it: read late, where a check has failed.
 * @param stop aborted when nobody waits for the function's lines any more
 */
export async function evidenceOf(
  subject: Subject,
  { request, body, response, at }: Exchange,
  variables: Variables,
  stop: AbortSignal,
): Promise<Evidence> {
  const { linesOfRequest } = await import("./requestLog");
  const { status, text, requestId } = response;
  const lines = await linesOfRequest(subject, { request, requestId, at }, stop);
  const said = (what: string): string => redactLine(what, LONGEST, variables);
  return {
    request: said(body === undefined ? request : `${request} ${JSON.stringify(body)}`),
    response: said(`${String(status)} ${text}`),
    logs: lines.map(said),
  };
}
