import { DeployError } from "../../../model/errors";
import type { AwsTarget } from "../target";

/** The same error for every call in an account that is not bootstrapped. */
export function notBootstrapped({ account, region }: AwsTarget, cause?: unknown): DeployError {
  return new DeployError(
    "NOT_BOOTSTRAPPED",
    `Account ${account} in ${region} is not bootstrapped: its state bucket or its deployments bucket is missing.`,
    "Bootstrap it once: `bin/deploy bootstrap <stage>`.",
    { cause },
  );
}

/** Names of the buckets that `bootstrap` creates. */
const OWN_BUCKET = /^listbackup-(?:state|deployments)-\d{12}-/;

/** Whether an SDK error says that a bucket of the driver does not exist. */
export function isBucketMissing(error: unknown): boolean {
  const { name, BucketName } = error as { readonly name?: unknown; readonly BucketName?: unknown };
  if (name !== "NoSuchBucket") return false;
  return typeof BucketName !== "string" || OWN_BUCKET.test(BucketName);
}
