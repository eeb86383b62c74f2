import type { Row } from "../../schema/row";
import { userPool } from "./pool";
import { userPoolClient } from "./poolClient";
import { userGroup } from "./userGroup";
import { userPoolDomain } from "./userPoolDomain";

export const cognitoRows: readonly Row[] = [userPool, userPoolClient, userGroup, userPoolDomain];
