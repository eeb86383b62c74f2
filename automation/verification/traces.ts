import { awsError } from "../aws/errors";
import { clientConfig } from "../aws/target";
import type { Subject } from "./subject";
import { Undecided, type Verdict } from "./verdict";

const MOST_SHOWN = 3;

/** No trace with a fault since the deployment began. Undecided where the stage has no tracing, or AWS no answer. */
export async function checkTraces({ target, stage, since }: Subject, signal: AbortSignal): Promise<Verdict> {
  if (!stage.functions.tracing) throw new Undecided("tracing is off on this stage");
  const { XRayClient, GetTraceSummariesCommand } = await import("@aws-sdk/client-xray");
  const config = clientConfig(target);
  const client = new XRayClient(target.kind === "aws" ? config : { ...config, maxAttempts: 1 });
  const window = { StartTime: new Date(since), EndTime: new Date() };
  const asked = (FilterExpression?: string) =>
    client.send(
      new GetTraceSummariesCommand({ ...window, ...(FilterExpression === undefined ? {} : { FilterExpression }) }),
      {
        abortSignal: signal,
      },
    );
  try {
    const { TraceSummaries: faults = [] } = await asked("fault = true");
    if (faults.length > 0) {
      const shown = faults
        .slice(0, MOST_SHOWN)
        .map(({ Id, Http }) => `${Http?.HttpMethod ?? ""} ${Http?.HttpURL ?? ""} (${Id ?? ""})`.trim());
      return { kind: "failed", reason: `${String(faults.length)} traces with a fault: ${shown.join("; ")}` };
    }
    const { TraceSummaries: all = [] } = await asked();
    if (all.length === 0) throw new Undecided("there is no trace since then");
    return { kind: "passed", note: `${String(all.length)} traces` };
  } catch (error) {
    if (error instanceof Undecided) throw error;
    if (target.kind === "aws") throw awsError(error, target, "reading traces");
    throw new Undecided("the emulator does not offer X-Ray");
  }
}
