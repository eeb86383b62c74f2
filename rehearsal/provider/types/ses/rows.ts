import type { Row } from "../../schema/row";
import { configurationSet } from "./configurationSet";
import { emailIdentity } from "./emailIdentity";
import { eventDestination } from "./eventDestination";
import { template } from "./template";

export const sesRows: readonly Row[] = [emailIdentity, configurationSet, eventDestination, template];
