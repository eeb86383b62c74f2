import type { AccountScope } from "../scope";
import type { RolePolicy } from "../statement";
import { apiPolicy } from "./api";
import { dataPolicy } from "./data";
import { driverPolicy } from "./driver";
import { eventPolicy } from "./events";
import { functionPolicy } from "./functions";
import { monitoringPolicy } from "./monitoring";
import { recoveryPolicies } from "./recovery";
import { rolePolicy } from "./roles";

/** The managed policies of `listbackup-deployment-role`. */
export function deploymentPolicies(scope: AccountScope): readonly RolePolicy[] {
  return [
    driverPolicy(scope),
    functionPolicy(scope),
    rolePolicy(scope),
    dataPolicy(scope),
    eventPolicy(scope),
    apiPolicy(scope),
    monitoringPolicy(scope),
    ...recoveryPolicies(scope),
  ];
}
