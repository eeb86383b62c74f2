import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/**
 * Concurrent executions that Lambda keeps for functions without a reservation. A new account has 10 in total, so it cannot
 * reserve any.
 */
const MIN_UNRESERVED = 100;

export interface Concurrency {
  /** Concurrent executions of the account. */
  readonly limit: number;
  /** Concurrent executions that the stage reserves. */
  readonly reserved: number;
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
  const { AccountLimit } = await calling(target, "reading Lambda's limits", () =>
    client.send(new GetAccountSettingsCommand({})),
  );
  return { limit: AccountLimit?.ConcurrentExecutions ?? 0, reserved: reservedConcurrency(stage, catalog) };
}

/** null where the account has enough for the stage's reservations */
export function concurrencyError({ limit, reserved }: Concurrency): DeployError | null {
  if (reserved === 0 || reserved + MIN_UNRESERVED <= limit) return null;
  return new DeployError(
    "PREFLIGHT",
    `The account has ${String(limit)} concurrent Lambda executions; the catalog reserves ${String(reserved)}, and ${String(MIN_UNRESERVED)} must stay unreserved.`,
    "Request an increase (Service Quotas, Lambda, Concurrent executions), or set listbackup:functions.reservedConcurrency to false in the stage's file.",
  );
}
