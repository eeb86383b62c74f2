import type { Reader } from "./foundation";

/*
 * Settings of the state and deployments buckets. The SDK writes them when it creates the buckets, because no state exists
 * before; the foundation's stack owns them afterwards.
 */

/** A rule for versions that were overwritten or deleted. */
export interface OldVersionsRule {
  readonly id: string;
  /** Prefix of the keys. */
  readonly prefix: string;
  readonly noncurrentDays: number;
  readonly abortUploadsAfterDays?: number;
  /** Removes the marker of a deleted object with its last version: listings would skip more of them with every run. */
  readonly expiresDeleteMarkers?: true;
}

/** Rules of the state and deployments buckets. */
export const OLD_VERSIONS: readonly OldVersionsRule[] = [
  { id: "old-versions", prefix: "", noncurrentDays: 90, abortUploadsAfterDays: 7 },
  // A lease is renewed every few seconds.
  { id: "old-leases", prefix: "leases/", noncurrentDays: 1 },
  // Each run of the engine writes some, and deletes them at its end.
  { id: "old-journals", prefix: "state-journals/", noncurrentDays: 7, expiresDeleteMarkers: true },
];

/**
 * The policy of a bucket: allows the readers of other accounts, and denies plain HTTP.
 * @param options.isRehearsal the emulator uses plain HTTP, and evaluates the policy only for other accounts
 */
export function driverBucketPolicy(
  name: string,
  readers: readonly Reader[],
  { isRehearsal }: { readonly isRehearsal: boolean },
): object {
  const allowsPlainHttp = isRehearsal && readers.length > 0;
  return {
    Version: "2012-10-17",
    Statement: [
      ...readers.flatMap((reader) => crossAccountRead(name, reader)),
      ...(allowsPlainHttp ? [] : [tlsOnly(name)]),
    ],
  };
}

function tlsOnly(name: string): object {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/**
 * The account is the principal and the role a condition: S3 rejects a policy with a role that does not exist yet, and a role
 * that is deleted and created again would lose its access.
 */
function crossAccountRead(name: string, { account, principal, prefixes }: Reader): readonly object[] {
  const who = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
  };
  const identity = { ArnEquals: { "aws:PrincipalArn": principal } };
  return [
    {
      ...who,
      Sid: `Read${account}`,
      Action: "s3:GetObject",
      Resource: prefixes.map((prefix) => `arn:aws:s3:::${name}/${prefix}*`),
      Condition: identity,
    },
    {
      ...who,
      Sid: `List${account}`,
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${name}`,
      Condition: { ...identity, StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    },
  ];
}
