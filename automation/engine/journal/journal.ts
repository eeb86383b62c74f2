import { z } from "zod";
import type { StoredJournal } from "../../aws/buckets/stateJournals";
import type { RegisteredResource } from "../program/registration";

/*
 * The journal of a run of the engine. The engine saves its state once, at the end of a run; the journal has what an
 * interrupted run may have begun. It exists from before the run until its state is saved, or recovered.
 */

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

export interface JournalHeader {
  readonly schema: 1;
  readonly operation: "up" | "destroy";
  /** Unix ms */
  readonly startedAt: number;
  /** URNs of resources that the run may delete, for a replacement too: deletions are not registered. */
  readonly deletions: "all" | readonly string[];
}

const headerSchema: z.ZodType<JournalHeader> = z.object({
  schema: z.literal(1),
  operation: z.enum(["up", "destroy"]),
  startedAt: z.int(),
  deletions: z.union([z.literal("all"), z.array(z.string())]),
});

export interface Journal {
  readonly header: JournalHeader;
  /** In the order of their registration: after their parents. */
  readonly entries: readonly JournalEntry[];
}

/** A journal without a header has no deletions: their recovery is finished. */
const RECOVERED: JournalHeader = { schema: 1, operation: "up", startedAt: 0, deletions: [] };

/** @throws SyntaxError, ZodError where it is not a journal of this program */
export function parseJournal({ header, batches }: Pick<StoredJournal, "header" | "batches">): Journal {
  return {
    header: header === null ? RECOVERED : headerSchema.parse(JSON.parse(header)),
    entries: batches.flatMap((batch) => z.array(entrySchema).parse(JSON.parse(batch))),
  };
}
