import { AWS_LIMITS } from "../../../model/limits/awsLimits";

type Bounded = {
  [Name in keyof typeof AWS_LIMITS]: (typeof AWS_LIMITS)[Name] extends { readonly min: number; readonly max: number }
    ? Name
    : never;
}[keyof typeof AWS_LIMITS];

/** A limit of AWS as the bounds of a row's number. */
export function rangeOf(name: Bounded): readonly [least: number, greatest: number] {
  const { min, max } = AWS_LIMITS[name];
  return [min, max];
}
