import { NAMES, type StageNaming } from "../../model/names";

/** Where the console shows what a stage has in CloudWatch. */
export interface ConsoleLinks {
  readonly alarms: string;
  readonly logs: string;
}

/** Parts of AWS that stand by themselves, by what their regions begin with, and their consoles. */
const ELSEWHERE = [
  ["cn-", "console.amazonaws.cn"],
  ["us-gov-", "console.amazonaws-us-gov.com"],
] as const;
const CONSOLE = "console.aws.amazon.com";

/** Links to the alarms and the log groups of a stage, and of no other. */
export function consoleLinks(stage: StageNaming): ConsoleLinks {
  const { region } = stage;
  const host = ELSEWHERE.find(([prefix]) => region.startsWith(prefix))?.[1] ?? CONSOLE;
  const page = `https://${region}.${host}/cloudwatch/home?region=${region}#`;
  return {
    alarms: `${page}alarmsV2:?search=${NAMES.alarm.of(stage, "")}`,
    logs: `${page}logsV2:log-groups${escaped(`?logGroupNameFilter=${encodeURIComponent(NAMES.logGroup.of(stage, ""))}`)}`,
  };
}

/** Behind the name of its page the console escapes with a dollar sign what is escaped already with a per cent sign. */
function escaped(query: string): string {
  return query.replace(/[?=%]/g, (character) => `$${encodeURIComponent(character).slice(1)}`);
}
