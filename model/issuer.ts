import type { Stage } from "./stage/stage";

/** Where Cognito's tokens say that they come from. */
export function issuerOf({ region }: Pick<Stage, "region">, userPoolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
}
