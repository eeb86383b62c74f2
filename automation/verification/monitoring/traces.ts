import type { GetTraceSummariesCommandInput, TraceSummary, XRayClient } from "@aws-sdk/client-xray";
import { awsError } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import { redactLine } from "../../redaction/redact";
import type { Subject } from "../subject";
import { Inconclusive, type Verdict } from "../verdict";

const MAX_SHOWN = 3;
/** characters */
const MAX_SHOWN_LENGTH = 300;
/** Limit of GetTraceSummaries. */
const MAX_PERIOD_MS = 6 * 60 * 60_000;
/** More are not counted. */
const MAX_TRACES = 1_000;

/** Checks that no trace has a fault since the deployment started. @throws Inconclusive where tracing is off or there is no trace */
export async function checkTraces({ target, stage, since }: Subject, signal: AbortSignal): Promise<Verdict> {
  if (!stage.functions.tracing) throw new Inconclusive("tracing is off on this stage");
  const { XRayClient } = await import("@aws-sdk/client-xray");
  const config = clientConfig(target);
  const client = new XRayClient(target.kind === "aws" ? config : { ...config, maxAttempts: 1 });
  const now = Date.now();
  const window = { StartTime: new Date(Math.max(since, now - MAX_PERIOD_MS)), EndTime: new Date(now) };
  const period = since < now - MAX_PERIOD_MS ? " of the last 6 hours" : "";
  try {
    const faults = await summaries(client, { ...window, FilterExpression: "fault = true" }, signal);
    if (faults.length > 0) {
      const faultTexts = faults
        .slice(0, MAX_SHOWN)
        .map(({ Id, Http }) =>
          redactLine(`${Http?.HttpMethod ?? ""} ${Http?.HttpURL ?? ""} (${Id ?? ""})`, MAX_SHOWN_LENGTH),
        );
      return { kind: "failed", reason: `${countText(faults)} traces${period} with a fault: ${faultTexts.join("; ")}` };
    }
    const all = await summaries(client, window, signal);
    if (all.length === 0) throw new Inconclusive(`there is no trace${period === "" ? " since then" : period}`);
    return { kind: "passed", note: `${countText(all)} traces${period}` };
  } catch (error) {
    if (error instanceof Inconclusive) throw error;
    if (target.kind === "aws") throw awsError(error, target, "reading traces");
    throw new Inconclusive("the emulator does not support X-Ray");
  }
}

/** Reads all pages: a page may be empty before the last one. */
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
  } while (NextToken !== undefined && found.length < MAX_TRACES);
  return found;
}

function countText(found: readonly TraceSummary[]): string {
  return found.length < MAX_TRACES ? String(found.length) : `${String(MAX_TRACES)} or more`;
}
