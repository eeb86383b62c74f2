import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import type { Stage } from "../../../model/stage/stage";
import { calling, isDenied } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/**
 * Executions at once that Lambda keeps for functions without a reservation. A new account has 10 in all: it can reserve
 * none, and runs functions without reservations all the same.
 */
const UNRESERVED = 100;

export interface Concurrency {
  /** Executions at once that the account has. */
  readonly limit: number;
  /** How many of them the stage reserves. */
  readonly wanted: number;
}

export function reservedConcurrency(stage: Stage, catalog: Catalog): number {
  if (!stage.functions.reservedConcurrency) return 0;
  const functions = Object.values(catalog.services).flatMap((service) => Object.values(service.functions));
  return functions.reduce((sum, fn) => sum + (fn.concurrency ?? 0), 0);
}

/** @throws DeployError AWS */
export async function concurrencyOf(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<Concurrency> {
  const { LambdaClient, GetAccountSettingsCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient(clientConfig(target));
  const { AccountLimit } = await calling(target, "asking for Lambda's limits", () =>
    client.send(new GetAccountSettingsCommand({})),
  );
  return { limit: AccountLimit?.ConcurrentExecutions ?? 0, wanted: reservedConcurrency(stage, catalog) };
}

/** What is wrong, with what to do; null where the account has as many as the stage reserves. */
export function concurrencyError({ limit, wanted }: Concurrency): DeployError | null {
  if (wanted === 0 || wanted + UNRESERVED <= limit) return null;
  return new DeployError(
    "PREFLIGHT",
    `The account has ${String(limit)} Lambda executions at once; the catalog reserves ${String(wanted)}, and ${String(UNRESERVED)} must stay unreserved.`,
    "Ask AWS for more (Service Quotas, Lambda, Concurrent executions), or set listbackup:functions.reservedConcurrency to false in the stage's file.",
  );
}

/**
 * Lambda would refuse the reservation half-way, after the data phases.
 * @throws DeployError PREFLIGHT
 */
export async function requireConcurrency(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<void> {
  if (reservedConcurrency(stage, catalog) === 0) return;
  const concurrency = await concurrencyOf(target, stage, catalog).catch((error: unknown) => {
    // Whoever may not ask may deploy all the same.
    if (error instanceof DeployError && isDenied(error.cause)) return null;
    throw error;
  });
  const error = concurrency === null ? null : concurrencyError(concurrency);
  if (error !== null) throw error;
}
