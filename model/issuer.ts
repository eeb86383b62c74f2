import type { AnyStage } from "./stage/stage";

/** Issuer (`iss`) of the tokens of a user pool. */
export function issuerOf({ region }: Pick<AnyStage, "region">, userPoolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}
