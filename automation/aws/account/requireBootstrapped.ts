import { DRIVER_NAMES } from "../../../model/names";
import { bucketExists } from "../buckets/bucket";
import type { AwsTarget } from "../target";
import { notBootstrapped } from "./notBootstrapped";

/** @throws DeployError NOT_BOOTSTRAPPED */
export async function requireBootstrapped(target: AwsTarget): Promise<void> {
  const names = [DRIVER_NAMES.stateBucket(target), DRIVER_NAMES.deploymentsBucket(target)];
  const exist = await Promise.all(names.map((name) => bucketExists(target, name)));
  if (exist.every(Boolean)) return;
  throw notBootstrapped(target);
}
