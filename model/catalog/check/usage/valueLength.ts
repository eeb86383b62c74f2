import { arnOf } from "../../../arns";
import { issuerOf } from "../../../issuer";
import { NAMES, WORST_CASE_STAGES, type StageNaming } from "../../../names";
import { commonPath, nameOnStage } from "../../../parameterName";
import type { Reference } from "../../reference";
import type { Facts } from "../rule";

/**
 * Lengths of AWS ids: as in the examples of each service's API reference; for Route 53 the maximum of `ResourceId`. Read
 * on 2026-11-28, in AWS's API models if they define a length.
 */
const AWS_ID_LENGTHS = { userPool: 9, client: 26, api: 10, zone: 32, certificate: 36 } as const;

/** Length of an API domain with a long zone name. */
const MAX_DOMAIN_LENGTH = "api.".length + 64;

const characters = (length: number): string => "x".repeat(length);

/**
 * Maximum size of a reference's value on any stage, in any region, in bytes.
 * @param settings of the stage files; missing ones are reported by another rule
 */
export function longestValue(reference: Reference | { readonly kind: "invalid" }, settings: Facts["settings"]): number {
  switch (reference.kind) {
    case "invalid":
      return 0;
    case "text":
      return longest(({ short }) => reference.text.replaceAll("{stage}", short));
    case "stage":
      return longest(({ name }) => name);
    case "region":
      return longest(({ region }) => region);
    case "account":
      return longest(({ account }) => account);
    case "table":
    case "bucket":
    case "bus":
      return longest((stage) => NAMES[reference.kind].of(stage, reference.name));
    case "queue":
      return longest(
        (stage) =>
          `https://sqs.${stage.region}.amazonaws.com/${stage.account}/${NAMES.queue.of(stage, reference.name)}`,
      );
    case "topic":
      return longest((stage) => arnOf.topic(stage, reference.name));
    case "identity":
      return longest((stage) => identityValue(stage, reference.name));
    case "api":
      return reference.name === "id"
        ? AWS_ID_LENGTHS.api
        : longest(apiUrl, () => `https://${characters(MAX_DOMAIN_LENGTH)}`);
    case "zone":
      return AWS_ID_LENGTHS.zone;
    case "certificate":
      return (
        longest(({ region, account }) => `arn:aws:acm:${region}:${account}:certificate/`) + AWS_ID_LENGTHS.certificate
      );
    case "email":
      return longest((stage) => NAMES.configurationSet.of(stage));
    case "ssm":
      return longest((stage) => nameOnStage(commonPath(reference.name), stage));
    case "secret":
      return longest((stage) => nameOnStage(reference.name, stage));
    case "setting": {
      const values = [...(settings?.values() ?? [])].flatMap((stage) => stage.get(reference.name) ?? []);
      return Math.max(0, ...values.map((value) => Buffer.byteLength(value)));
    }
  }
}

function longest(...forms: readonly ((stage: StageNaming) => string)[]): number {
  return Math.max(...WORST_CASE_STAGES.flatMap((stage) => forms.map((of) => Buffer.byteLength(of(stage)))));
}

function apiUrl({ region }: StageNaming): string {
  return `https://${characters(AWS_ID_LENGTHS.api)}.execute-api.${region}.amazonaws.com`;
}

function identityValue(stage: StageNaming, name: Extract<Reference, { readonly kind: "identity" }>["name"]): string {
  const pool = `${stage.region}_${characters(AWS_ID_LENGTHS.userPool)}`;
  switch (name) {
    case "user-pool-id":
      return pool;
    case "client-id":
      return characters(AWS_ID_LENGTHS.client);
    case "issuer":
      return issuerOf(stage, pool);
    case "jwks-uri":
      return `${issuerOf(stage, pool)}/.well-known/jwks.json`;
  }
}
