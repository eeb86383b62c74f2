import { QUOTAS, type AnyQuota, type QuotaId } from "../../../model/limits/quotas";
import { isDenied, isNotFound } from "../errors";
import { classifySdkError } from "../errorKinds/sdkError";
import { clientConfig, type AwsTarget } from "../target";

/** The account's own limits. */
export interface AppliedQuotas {
  /** null: the account's limit cannot be read, or is AWS's default */
  of(id: QuotaId): Promise<number | null>;
}

/** Kinds of errors with which the default is assumed: the limit is not why a deployment would fail. */
const IGNORED_KINDS = ["throttled", "unavailable", "unreachable", "not-offered"];

/** Asks Service Quotas. The emulator of a rehearsal has none. */
export function serviceQuotas(target: AwsTarget): AppliedQuotas {
  if (target.kind === "rehearsal") return { of: () => Promise.resolve(null) };
  return {
    of: async (id) => {
      const { request } = QUOTAS[id] as AnyQuota;
      if (request === null) return null;
      const { GetServiceQuotaCommand, ServiceQuotasClient } = await import("@aws-sdk/client-service-quotas");
      const config = clientConfig(target);
      const client = new ServiceQuotasClient(
        request.region === "us-east-1" ? { ...config, region: "us-east-1" } : config,
      );
      try {
        const command = new GetServiceQuotaCommand({ ServiceCode: request.service, QuotaCode: request.code });
        const { Quota } = await client.send(command);
        return Quota?.Value ?? null;
      } catch (error) {
        // A quota that was never raised may have no applied value.
        if (isNotFound(error) || isDenied(error) || IGNORED_KINDS.includes(classifySdkError(error).kind)) return null;
        throw error;
      }
    },
  };
}
