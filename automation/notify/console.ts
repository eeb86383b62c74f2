import { NAMES, type StageNaming } from "../../model/names";

/** Links to a stage's CloudWatch pages in the AWS console. */
export interface ConsoleLinks {
  readonly alarms: string;
  readonly logs: string;
}

/** Consoles of other AWS partitions, by prefix of their regions. */
const PARTITION_CONSOLES = [
  ["cn-", "console.amazonaws.cn"],
  ["us-gov-", "console.amazonaws-us-gov.com"],
] as const;
const CONSOLE = "console.aws.amazon.com";

/** Links to the alarms and the log groups of one stage. */
export function consoleLinks(stage: StageNaming): ConsoleLinks {
  const { region } = stage;
  const host = PARTITION_CONSOLES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? CONSOLE;
  const page = `https://${region}.${host}/cloudwatch/home?region=${region}#`;
  return {
    alarms: `${page}alarmsV2:?search=${NAMES.alarm.of(stage, "")}`,
    logs: `${page}logsV2:log-groups${escaped(`?logGroupNameFilter=${encodeURIComponent(NAMES.logGroup.of(stage, ""))}`)}`,
  };
}

/** In the fragment of a URL the console escapes with a dollar sign instead of a per cent sign. */
function escaped(query: string): string {
  return query.replace(/[?=%]/g, (character) => `$${encodeURIComponent(character).slice(1)}`);
}
