import type { Lambda } from "@aws-sdk/client-lambda";
import type { Fence } from "../../model/failover/record";
import { functionPrefix } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { calling, isNotFound } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { lambdaClient } from "../aws/functions/functionVersion";

/*
 * Stops all writes of a stage: no function of it runs. Event source mappings are disabled, so that messages and stream records
 * stay where they are; then the reserved concurrency of each function is 0.
 */

/** Lambda takes 15 changes of functions a second from an account. */
const PARALLEL = 8;

type FencedStage = Pick<Stage, "name" | "short" | "account" | "region">;

/** Reads what a fence will change: to be recorded before it is applied. */
export async function planFence(target: AwsTarget, stage: FencedStage): Promise<Fence> {
  const lambda = await lambdaClient(target);
  return calling(target, `reading the functions of ${stage.name}`, async () => {
    const names = await functionNames(lambda, stage);
    const reserved = new Map<string, number | null>();
    await inParallel(names, PARALLEL, async (FunctionName) => {
      const { ReservedConcurrentExecutions } = await lambda.getFunctionConcurrency({ FunctionName });
      reserved.set(FunctionName, ReservedConcurrentExecutions ?? null);
    });
    return {
      functions: names.map((name) => ({ name, reserved: reserved.get(name) ?? null })),
      mappings: await enabledMappings(lambda, new Set(names)),
    };
  });
}

async function functionNames(lambda: Lambda, stage: FencedStage): Promise<readonly string[]> {
  const { paginateListFunctions } = await import("@aws-sdk/client-lambda");
  const prefix = functionPrefix(stage);
  const names: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName = "" } of Functions) if (FunctionName.startsWith(prefix)) names.push(FunctionName);
  return names.sort();
}

async function enabledMappings(lambda: Lambda, functions: ReadonlySet<string>): Promise<string[]> {
  const { paginateListEventSourceMappings } = await import("@aws-sdk/client-lambda");
  const ids: string[] = [];
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {}))
    for (const { UUID, FunctionArn = "", State } of EventSourceMappings)
      if (UUID !== undefined && functions.has(FunctionArn.split(":")[6] ?? "") && State?.startsWith("Disab") !== true)
        ids.push(UUID);
  return ids.sort();
}

/** Repeatable. Functions and mappings that no longer exist are left out. */
export async function applyFence(target: AwsTarget, { functions, mappings }: Fence): Promise<void> {
  const lambda = await lambdaClient(target);
  await calling(target, "stopping the functions", async () => {
    await inParallel(mappings, PARALLEL, (UUID) => setMapping(lambda, UUID, false));
    await inParallel(functions, PARALLEL, ({ name }) =>
      unlessMissing(lambda.putFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions: 0 })),
    );
  });
}

/** Restores the settings from before the fence. Repeatable. */
export async function removeFence(target: AwsTarget, { functions, mappings }: Fence): Promise<void> {
  const lambda = await lambdaClient(target);
  await calling(target, "starting the functions", async () => {
    await inParallel(functions, PARALLEL, ({ name: FunctionName, reserved }) =>
      unlessMissing(
        reserved === null
          ? lambda.deleteFunctionConcurrency({ FunctionName })
          : lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: reserved }),
      ),
    );
    await inParallel(mappings, PARALLEL, (UUID) => setMapping(lambda, UUID, true));
  });
}

/** A mapping that is being changed refuses another change for some seconds. */
async function setMapping(lambda: Lambda, UUID: string, Enabled: boolean): Promise<void> {
  const { retryConflicts } = await import("../aws/eventualConsistency");
  await unlessMissing(retryConflicts(() => lambda.updateEventSourceMapping({ UUID, Enabled })));
}

async function unlessMissing(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
