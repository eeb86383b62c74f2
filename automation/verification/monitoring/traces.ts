import type { GetTraceSummariesCommandInput, TraceSummary, XRayClient } from "@aws-sdk/client-xray";
import { awsError } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import { redactLine } from "../../redaction/redact";
import type { Subject } from "../subject";
import { Undecided, type Verdict } from "../verdict";

const MOST_SHOWN = 3;
/** characters */
const LONGEST_SHOWN = 300;
/** X-Ray refuses to search a longer time. ms */
const LONGEST = 6 * 60 * 60_000;
/** More are not counted: a busy stage has a trace a second. */
const MOST = 1_000;

/** No trace with a fault since the deployment began. Undecided where the stage has no tracing, or AWS no answer. */
export async function checkTraces({ target, stage, since }: Subject, signal: AbortSignal): Promise<Verdict> {
  if (!stage.functions.tracing) throw new Undecided("tracing is off on this stage");
  const { XRayClient } = await import("@aws-sdk/client-xray");
  const config = clientConfig(target);
  const client = new XRayClient(target.kind === "aws" ? config : { ...config, maxAttempts: 1 });
  const now = Date.now();
  const window = { StartTime: new Date(Math.max(since, now - LONGEST)), EndTime: new Date(now) };
  const cut = since < now - LONGEST ? " of the last 6 hours" : "";
  try {
    const faults = await summaries(client, { ...window, FilterExpression: "fault = true" }, signal);
    if (faults.length > 0) {
      const shown = faults
        .slice(0, MOST_SHOWN)
        .map(({ Id, Http }) =>
          redactLine(`${Http?.HttpMethod ?? ""} ${Http?.HttpURL ?? ""} (${Id ?? ""})`, LONGEST_SHOWN),
        );
      return { kind: "failed", reason: `${counted(faults)} traces${cut} with a fault: ${shown.join("; ")}` };
    }
    const all = await summaries(client, window, signal);
    if (all.length === 0) throw new Undecided(`there is no trace${cut === "" ? " since then" : cut}`);
    return { kind: "passed", note: `${counted(all)} traces${cut}` };
  } catch (error) {
    if (error instanceof Undecided) throw error;
    if (target.kind === "aws") throw awsError(error, target, "reading traces");
    throw new Undecided("the emulator does not offer X-Ray");
  }
}

/** Page by page: X-Ray's are empty where it has looked and found nothing yet. */
async function summaries(
  client: XRayClient,
  query: GetTraceSummariesCommandInput,
  abortSignal: AbortSignal,
): Promise<readonly TraceSummary[]> {
  const { GetTraceSummariesCommand } = await import("@aws-sdk/client-xray");
  const found: TraceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetTraceSummariesCommand({ ...query, ...(NextToken === undefined ? {} : { NextToken }) }),
      { abortSignal },
    );
    found.push(...(page.TraceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && found.length < MOST);
  return found;
}

function counted(found: readonly TraceSummary[]): string {
  return found.length < MOST ? String(found.length) : `${String(MOST)} or more`;
}
