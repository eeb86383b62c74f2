import type { AccountScope } from "../scope";
import type { RolePolicy } from "../statement";
import { apiPolicy, monitoringPolicy } from "./api";
import { dataPolicy, eventPolicy } from "./data";
import { driverPolicy } from "./driver";
import { functionPolicy, rolePolicy } from "./functions";
import { recoveryPolicies } from "./recovery";

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
