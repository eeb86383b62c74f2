/** What an `up` may change at most. The engine holds to it. */
export type RunLimit =
  /** What a preview planned. The engine refuses every other operation. */
  | { readonly kind: "plan"; readonly file: string }
  /** Updates of the resources with these URNs. The engine leaves every other resource as it is. */
  | { readonly kind: "updates"; readonly urns: readonly string[] };

/** As options of the SDK. @param limit undefined: it may change everything */
export function limitOptions(limit: RunLimit | undefined): { plan?: string; target?: string[] } {
  switch (limit?.kind) {
    case "plan":
      return { plan: limit.file };
    case "updates":
      return { target: [...limit.urns] };
    case undefined:
      return {};
  }
}
