import { clientConfig, type AwsTarget } from "../target";

/** A DNS record that validates a domain for ACM. */
export interface ValidationRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/**
 * The DNS validation records that ACM waits for, of a certificate that is not issued. Empty where there are none, or ACM
 * cannot be read: the list is only added to another error.
 */
export async function pendingValidationRecords(
  target: AwsTarget,
  domain: string,
): Promise<readonly ValidationRecord[]> {
  const { ACMClient, DescribeCertificateCommand, ListCertificatesCommand } = await import("@aws-sdk/client-acm");
  const client = new ACMClient(clientConfig(target));
  try {
    const { CertificateSummaryList } = await client.send(
      new ListCertificatesCommand({ CertificateStatuses: ["PENDING_VALIDATION"], MaxItems: 100 }),
    );
    const own = (CertificateSummaryList ?? []).filter(({ DomainName }) => DomainName === domain);
    const records = await Promise.all(
      own.map(async ({ CertificateArn }) => {
        const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }));
        return (Certificate?.DomainValidationOptions ?? []).flatMap(({ ValidationStatus, ResourceRecord }) =>
          ValidationStatus === "SUCCESS" || ResourceRecord === undefined ? [] : [ResourceRecord],
        );
      }),
    );
    return records.flat().map(({ Name = "", Type = "", Value = "" }) => ({ name: Name, type: Type, value: Value }));
  } catch {
    return [];
  }
}

export function recordLine({ name, type, value }: ValidationRecord): string {
  return `${name} ${type} ${value}`;
}
