import type { OutputMap, Stack, UpdateSummary } from "@pulumi/pulumi/automation";

type Queries = Partial<Record<"outputs" | "info", unknown>>;

/**
 * After a run, the SDK starts the CLI up to three times: for the outputs, for their secrets, and for the history. The state,
 * which is read after each run, has the outputs, and nothing uses the rest.
 */
export async function withoutQueries<T>(stack: Stack, run: () => Promise<T>): Promise<T> {
  stack.outputs = (): Promise<OutputMap> => Promise.resolve({});
  stack.info = (): Promise<UpdateSummary | undefined> => Promise.resolve(undefined);
  try {
    return await run();
  } finally {
    // Own properties, which hide the class's methods.
    const own = stack as Queries;
    delete own.outputs;
    delete own.info;
  }
}
