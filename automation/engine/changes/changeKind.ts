/** What the engine does to a resource. */
export type ChangeKind = "create" | "update" | "replace" | "delete" | "import";
