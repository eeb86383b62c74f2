import { z } from "zod";
import type { ResourceState, StateInputs } from "../state/exportedState";

/*
 * The journal of a run of the engine. The engine saves its state once, at the end of a run; the journal has what an
 * interrupted run may have begun. It exists from before the run until its state is saved, or recovered.
 */

/** A resource as the program registers it, in the form of the engine's state: without its id and outputs. */
export interface RegisteredResource extends ResourceState {
  readonly custom: boolean;
  /** As the program gave them; a secret has a placeholder instead of its value. */
  readonly inputs: StateInputs;
  /** Outputs that are secret, whatever the inputs are. */
  readonly additionalSecretOutputs: readonly string[];
}

/** A resource whose operation may have begun, or a component or provider above it, whose operation is `none`. */
export interface JournalEntry extends RegisteredResource {
  readonly operation: "create" | "update" | "replace" | "none";
}

const entrySchema = z.looseObject({
  urn: z.string(),
  operation: z.enum(["create", "update", "replace", "none"]),
  type: z.string(),
  custom: z.boolean(),
  inputs: z.record(z.string(), z.unknown()),
}) as unknown as z.ZodType<JournalEntry>;

const headerSchema = z.object({
  schema: z.literal(1),
  operation: z.enum(["up", "destroy"]),
  /** Unix ms */
  startedAt: z.int(),
  /** URNs of resources that the run may delete, for a replacement too: deletions are not registered. */
  deletions: z.union([z.literal("all"), z.array(z.string())]),
});

export type JournalHeader = z.infer<typeof headerSchema>;

export interface Journal {
  readonly header: JournalHeader;
  /** In the order of their registration: after their parents. */
  readonly entries: readonly JournalEntry[];
}

/** Objects of a journal, in the order of their keys: a header, and batches of entries. */
export function parseJournal(objects: readonly string[]): Journal {
  const [header = "", ...batches] = objects;
  return {
    header: headerSchema.parse(JSON.parse(header)),
    entries: batches.flatMap((batch) => z.array(entrySchema).parse(JSON.parse(batch))),
  };
}
