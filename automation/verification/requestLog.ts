import { functionsOnStage } from "../../model/stage/functions";
import { parseRoute } from "../../model/catalog/route";
import { REQUEST } from "../../model/catalog/checksSchema";
import { NAMES } from "../../model/names";
import { clientConfig } from "../aws/target";
import type { Subject } from "./subject";

const MOST_LINES = 10;
/** Evidence is good to have and not waited for: CloudWatch shows lines some seconds late. ms */
const PATIENCE = 3_000;

/** What the function behind a request logged of it. As they are: secrets may stand in them. Empty where nothing is found in time: evidence fails no check. */
export async function linesOfRequest(subject: Subject, request: string, requestId: string): Promise<readonly string[]> {
  const service = serviceBehind(subject, request);
  if (service === null || requestId === "") return [];
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(subject.target));
  try {
    const { events = [] } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: NAMES.logGroup.of(subject.stage, service),
        startTime: Math.max(0, subject.since - 60_000),
        filterPattern: JSON.stringify(requestId),
        limit: MOST_LINES,
      }),
      { abortSignal: AbortSignal.timeout(PATIENCE) },
    );
    return events.map(({ message = "" }) => message);
  } catch {
    return [];
  }
}

/** The service whose function answers a request: `GET /tags/{{tagId}}` goes to `GET /tags/{tagId}`. */
function serviceBehind({ stage, release }: Subject, request: string): string | null {
  const [, method = "", path = ""] = REQUEST.exec(request) ?? [];
  const shape = (text: string): string => text.replace(/\{+[^}]*\}+/g, "{}");
  const found = functionsOnStage(stage, release).find(({ spec }) =>
    spec.routes.some((text) => {
      const route = parseRoute(text);
      return route.method === method && shape(route.path) === shape(path);
    }),
  );
  return found?.service.service ?? null;
}
