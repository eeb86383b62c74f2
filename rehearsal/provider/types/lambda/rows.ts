import type { Row } from "../../schema/row";
import { alias } from "./alias";
import { eventSourceMapping } from "./eventSourceMapping";
import { lambdaFunction } from "./function";
import { permission } from "./permission";

export const lambdaRows: readonly Row[] = [lambdaFunction, alias, permission, eventSourceMapping];
