import { isRecord } from "./values";

// Reads parts of a document of which nothing is known.

export type Json = Readonly<Record<string, unknown>>;
export const record = (value: unknown): Json => (isRecord(value) ? value : {});
export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
