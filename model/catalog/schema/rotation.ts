import { z } from "zod";

/** Keys of a parameter or secret that `secrets rotate` and `secrets check` read. */
export const rotationShape = {
  rotateAfterDays: z
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe("Age in days after which `secrets check` reports the value as too old; default: no limit"),
  overlapHours: z
    .int()
    .min(1)
    .max(8_760)
    .optional()
    .describe(
      "Hours that the previous value must stay valid after a rotation, such as the lifetime of tokens; a second rotation within them is refused. Default: 24 for a parameter with `previous`, otherwise none",
    ),
};

const DEFAULT_OVERLAP_HOURS = 24;

/** `from` of a parameter that only a rotation writes. */
export const FROM_ROTATION = "rotation";

/**
 * Length of the overlap in hours; 0: the old value is not valid after a rotation.
 * @param spec of a parameter, or of a secret, whose previous value Secrets Manager keeps as AWSPREVIOUS
 */
export function overlapHoursOf({
  previous,
  overlapHours,
}: {
  readonly previous?: string | undefined;
  readonly overlapHours?: number | undefined;
}): number {
  return overlapHours ?? (previous === undefined ? 0 : DEFAULT_OVERLAP_HOURS);
}
