import { isUnknown, inputsAt, listAt, ofType, textAt, type Inputs, type PlannedResource } from "../plannedResource";
import { policiesOf } from "../policyDocument";
import type { Hit, ReviewRule, ReviewSubject } from "../rule";

const BUCKET = "aws:s3/bucket:Bucket";

export const bucketRules: readonly ReviewRule[] = [
  {
    code: "BUCKET_PUBLIC",
    severity: "critical",
    finds: "a bucket that does not block public access, or has a public ACL",
    remedy: "Add a BucketPublicAccessBlock with all four settings, and remove the ACL.",
    check: ({ resources }) => [
      ...bucketsWithout(resources, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", blocksEverything).map(
        (bucket) => hit(bucket, "public access is not blocked"),
      ),
      ...ofType(resources, BUCKET).flatMap((bucket) => publicAcl(bucket, bucket.inputs)),
      ...ofType(resources, "aws:s3/bucketAcl:BucketAcl").flatMap((acl) => publicAcl(acl, acl.inputs)),
    ],
  },
  {
    code: "BUCKET_ENCRYPTION",
    severity: "medium",
    finds: "a bucket without a declared encryption: S3 encrypts new objects, but the setting can change unnoticed",
    remedy: "Add a BucketServerSideEncryptionConfiguration with AES256 or aws:kms.",
    check: ({ resources }) =>
      bucketsWithout(
        resources,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        ({ inputs }) => listAt(inputs, "rules").length > 0,
      ).map((bucket) => hit(bucket, "no encryption is declared")),
  },
  {
    code: "BUCKET_HTTP",
    severity: "medium",
    finds: "a bucket that accepts requests without TLS",
    remedy: "Add a statement to the bucket's policy that denies requests with aws:SecureTransport false.",
    check: bucketsWithHttp,
  },
  {
    code: "BUCKET_VERSIONS",
    severity: "medium",
    finds: "a bucket without versions on a protected stage: an overwritten object is lost",
    remedy: "Add a BucketVersioning with status Enabled.",
    check: ({ resources, isProtected }) =>
      isProtected
        ? bucketsWithout(
            resources,
            "aws:s3/bucketVersioning:BucketVersioning",
            ({ inputs }) => inputsAt(inputs, "versioningConfiguration")["status"] === "Enabled",
          ).map((bucket) => hit(bucket, "its objects have no versions"))
        : [],
  },
];

function blocksEverything({ inputs }: PlannedResource): boolean {
  return ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
    (setting) => inputs[setting] === true,
  );
}

function publicAcl(resource: PlannedResource, { acl }: Inputs): readonly Hit[] {
  return typeof acl === "string" && acl.startsWith("public-") ? [hit(resource, `its ACL is ${acl}`)] : [];
}

/** Buckets without a resource of a type that belongs to them and satisfies a condition. */
function bucketsWithout(
  resources: readonly PlannedResource[],
  type: string,
  isEnough: (resource: PlannedResource) => boolean,
): readonly PlannedResource[] {
  const settings = ofType(resources, type).filter(isEnough);
  return ofType(resources, BUCKET).filter((bucket) => !settings.some((one) => belongsTo(one, bucket)));
}

/** In a first preview the bucket's name can be unknown: then by the logical name. */
function belongsTo({ name, inputs }: PlannedResource, bucket: PlannedResource): boolean {
  return isUnknown(inputs["bucket"])
    ? name.startsWith(`${bucket.name}-`)
    : textAt(inputs, "bucket") === textAt(bucket.inputs, "bucket");
}

function bucketsWithHttp({ resources }: ReviewSubject): readonly Hit[] {
  const policies = ofType(resources, "aws:s3/bucketPolicy:BucketPolicy");
  const tlsOnly = new Set(
    policiesOf(policies).flatMap(({ resource, statements }) =>
      statements.some(
        ({ effect, conditions }) =>
          effect === "Deny" && conditions.get("aws:securetransport")?.includes("false") === true,
      )
        ? [resource]
        : [],
    ),
  );
  return bucketsWithout(
    resources,
    "aws:s3/bucketPolicy:BucketPolicy",
    (policy) => tlsOnly.has(policy) || isUnknown(policy.inputs["policy"]),
  ).map((bucket) => hit(bucket, "requests without TLS are accepted"));
}

function hit({ name }: PlannedResource, reason: string): Hit {
  return { subject: name, reason };
}
