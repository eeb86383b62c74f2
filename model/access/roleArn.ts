import { DRIVER_NAMES } from "../names";
import type { AccountRoleKind } from "./roles";

export function accountRoleArn(account: string, kind: AccountRoleKind): string {
  const names = {
    deployment: DRIVER_NAMES.deploymentRole,
    preview: DRIVER_NAMES.previewRole,
    breakGlass: DRIVER_NAMES.breakGlassRole,
  };
  return `arn:aws:iam::${account}:role/${names[kind]}`;
}
