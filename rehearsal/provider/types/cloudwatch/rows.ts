import type { Row } from "../../schema/row";
import { compositeAlarm } from "./compositeAlarm";
import { dashboard } from "./dashboard";
import { metricAlarm } from "./metricAlarm";

export const cloudwatchRows: readonly Row[] = [metricAlarm, compositeAlarm, dashboard];
