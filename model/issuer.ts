import type { Stage } from "./stage/stage";

/** Issuer (`iss`) of the tokens of a user pool. */
export function issuerOf({ region }: Pick<Stage, "region">, userPoolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}
