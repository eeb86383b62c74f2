import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import type { Input, InvokeOptions, Output } from "@pulumi/pulumi";
import type { AnyStage } from "../../model/stage/stage";
import { Phase, type PhaseOptions } from "./phase";

/** Longer than DNS needs; a validation that takes longer is usually a missing delegation. */
const VALIDATION_LIMIT = "15m";

/** Phase 1: the API's certificates and their DNS validation. No resources on a stage without a custom domain. */
export class Certificates extends Phase {
  /** ARN of the validated certificate; empty without a custom domain. */
  readonly certificateArn: Input<string> = "";
  /** The same for the domain that a secondary stage takes over. */
  readonly failoverCertificateArn: Input<string> = "";
  /** Id of the zone; empty without a custom domain. */
  readonly zoneId: Input<string> = "";

  constructor(stage: AnyStage, options: PhaseOptions & InvokeOptions) {
    super("certificates", options);
    if (stage.api.customDomain) {
      const { zoneId } = route53.getZoneOutput({ name: stage.domains.zone }, { parent: this });
      this.zoneId = zoneId;
      this.certificateArn = this.#certificate("api", stage.domains.api, stage, zoneId);
      // A certificate of its own: another name in the existing one would replace it.
      if (stage.failover.kind === "secondary")
        this.failoverCertificateArn = this.#certificate("failover", stage.failover.domain, stage, zoneId);
    }
    this.complete({ certificateArn: this.certificateArn, domain: stage.domains.api });
  }

  /** @returns ARN of the certificate when it is issued */
  #certificate(prefix: "api" | "failover", domainName: string, stage: AnyStage, zoneId: Output<string>): Input<string> {
    const certificate = new acm.Certificate(
      `${prefix}-certificate`,
      { domainName, validationMethod: "DNS" },
      { parent: this, protect: stage.data.protect },
    );
    // One domain has one validation record.
    const validationRecord = certificate.domainValidationOptions.apply(
      ([option]) => option ?? throwNoValidationRecord(),
    );
    const record = new route53.Record(
      `${prefix}-certificate-validation`,
      {
        zoneId,
        name: validationRecord.resourceRecordName,
        type: validationRecord.resourceRecordType,
        records: [validationRecord.resourceRecordValue],
        ttl: 60,
        // The validation record of a destroyed stage stays in the zone.
        allowOverwrite: true,
      },
      // ACM gives the certificates of a domain in both regions the same record, and renews by it: it is shared.
      { parent: this, retainOnDelete: stage.failover.kind !== "off" },
    );
    const validation = new acm.CertificateValidation(
      `${prefix}-certificate-issued`,
      { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
      { parent: this, customTimeouts: { create: VALIDATION_LIMIT } },
    );
    this.own(certificate, record, validation);
    return validation.certificateArn;
  }
}

function throwNoValidationRecord(): never {
  throw new Error("ACM returned no validation record for the domain");
}
