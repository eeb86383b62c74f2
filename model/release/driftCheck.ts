import { z } from "zod";
import { PHASES, type PhaseId } from "../phases";

/** Drifted resources that are recorded by name. */
export const MAX_RECORDED_DRIFTS = 100;

const resource = {
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  phase: z.enum(PHASES.map(({ id }) => id) as [PhaseId, ...PhaseId[]]).nullable(),
};
/** Values as text; `[secret]` for a secret, null where it is not set. */
const property = z.strictObject({
  path: z.string(),
  expected: z.string().nullable(),
  found: z.string().nullable(),
});

/** `drift/<stage>.json` in the deployments bucket: the last comparison of a stage with AWS. */
export const driftCheckSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix s */
  at: z.int().positive(),
  /** The live release then; null: none. */
  release: z.int().positive().nullable(),
  /** Resources that were read. */
  checked: z.int().nonnegative(),
  /** Resources that differed; at most `MAX_RECORDED_DRIFTS` are in `drifts`. */
  drifted: z.int().nonnegative(),
  drifts: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("changed"), ...resource, properties: z.array(property).readonly() }),
      z.strictObject({ kind: z.literal("vanished"), ...resource }),
    ]),
  ),
  /** Whether the state has what was found in AWS since: the next `up` reverts it. */
  taken: z.boolean(),
});
export type DriftCheck = z.infer<typeof driftCheckSchema>;
