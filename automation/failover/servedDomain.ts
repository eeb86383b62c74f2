import { calling, isNotFound } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";
import { plainName } from "./dns";

/** A custom domain of an API in one region. */
export interface ServedDomain {
  /** Where a record must lead. */
  readonly target: string;
  /** API that it serves; null: no mapping. */
  readonly apiId: string | null;
  readonly certificate: {
    readonly arn: string;
    /** ISSUED, or ACM's reason why not. */
    readonly status: string;
    /** Names that it covers. */
    readonly names: readonly string[];
    /** Unix ms; null: not issued */
    readonly expiresAt: number | null;
  };
}

/** @returns null where the region has no such domain */
export async function readServedDomain(target: AwsTarget, domain: string): Promise<ServedDomain | null> {
  const { ApiGatewayV2 } = await import("@aws-sdk/client-apigatewayv2");
  const gateway = new ApiGatewayV2(clientConfig(target));
  return calling(target, `reading the custom domain ${domain} in ${target.region}`, async () => {
    try {
      const { DomainNameConfigurations: [configuration] = [] } = await gateway.getDomainName({ DomainName: domain });
      if (configuration?.ApiGatewayDomainName === undefined) return null;
      const { Items = [] } = await gateway.getApiMappings({ DomainName: domain });
      const mapping = Items.find(({ ApiMappingKey = "" }) => ApiMappingKey === "");
      return {
        target: plainName(configuration.ApiGatewayDomainName),
        apiId: mapping?.ApiId ?? null,
        certificate: await readCertificate(target, configuration.CertificateArn ?? ""),
      };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}

async function readCertificate(target: AwsTarget, arn: string): Promise<ServedDomain["certificate"]> {
  const { ACM } = await import("@aws-sdk/client-acm");
  const { Certificate } = await new ACM(clientConfig(target)).describeCertificate({ CertificateArn: arn });
  return {
    arn,
    status: Certificate?.Status ?? "missing",
    names: [...(Certificate?.SubjectAlternativeNames ?? []), Certificate?.DomainName ?? ""],
    expiresAt: Certificate?.NotAfter?.getTime() ?? null,
  };
}

/** What is wrong with a certificate for a domain; null: nothing. @param now Unix ms */
export function certificateProblem(
  { status, names, expiresAt }: ServedDomain["certificate"],
  domain: string,
  now: number,
): string | null {
  if (status !== "ISSUED") return `its certificate is ${status}, not ISSUED`;
  const wildcard = `*.${domain.split(".").slice(1).join(".")}`;
  if (!names.includes(domain) && !names.includes(wildcard))
    return `its certificate covers ${names.join(", ")}, not ${domain}`;
  if (expiresAt !== null && expiresAt <= now) return `its certificate expired ${new Date(expiresAt).toISOString()}`;
  return null;
}
