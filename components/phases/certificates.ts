import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import type { Input, InvokeOptions } from "@pulumi/pulumi";
import type { AnyStage } from "../../model/stage/stage";
import { Phase, type PhaseOptions } from "./phase";

/** Longer than DNS needs; a validation that takes longer is usually a missing delegation. */
const VALIDATION_LIMIT = "15m";

/** Phase 1: the API's certificate and its DNS validation. No resources on a stage without a custom domain. */
export class Certificates extends Phase {
  /** ARN of the validated certificate; empty without a custom domain. */
  readonly certificateArn: Input<string> = "";
  /** Id of the zone; empty without a custom domain. */
  readonly zoneId: Input<string> = "";

  constructor(stage: AnyStage, options: PhaseOptions & InvokeOptions) {
    super("certificates", options);
    if (stage.api.customDomain) {
      const zone = route53.getZoneOutput({ name: stage.domains.zone }, { parent: this });
      const certificate = new acm.Certificate(
        "api-certificate",
        { domainName: stage.domains.api, validationMethod: "DNS" },
        { parent: this, protect: stage.data.protect },
      );
      // One domain has one validation record.
      const validationRecord = certificate.domainValidationOptions.apply(
        ([option]) => option ?? throwNoValidationRecord(),
      );
      const record = new route53.Record(
        "api-certificate-validation",
        {
          zoneId: zone.zoneId,
          name: validationRecord.resourceRecordName,
          type: validationRecord.resourceRecordType,
          records: [validationRecord.resourceRecordValue],
          ttl: 60,
          // The validation record of a destroyed stage stays in the zone.
          allowOverwrite: true,
        },
        { parent: this },
      );
      const validation = new acm.CertificateValidation(
        "api-certificate-issued",
        { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
        { parent: this, customTimeouts: { create: VALIDATION_LIMIT } },
      );
      this.own(certificate, record, validation);
      this.certificateArn = validation.certificateArn;
      this.zoneId = zone.zoneId;
    }
    this.complete({ certificateArn: this.certificateArn, domain: stage.domains.api });
  }
}

function throwNoValidationRecord(): never {
  throw new Error("ACM returned no validation record for the domain");
}
