import { until } from "../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { text, textSet } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

const certificate = defineRow({
  token: "aws:acm/certificate:Certificate",
  inputs: {
    domainName: text({ required: true, replaces: true }),
    subjectAlternativeNames: textSet({ computed: true, replaces: true }),
    validationMethod: text({ computed: true, replaces: true }),
    keyAlgorithm: text({ computed: true, replaces: true }),
    tags: TAGS_PROPERTY,
  },
  outputs: [
    "arn",
    "domainValidationOptions",
    "status",
    "type",
    "notAfter",
    "notBefore",
    "renewalEligibility",
    "validationEmails",
    "pendingRenewal",
  ],
  async create({ acm }, given) {
    const Tags = tagList(given.tagsAll);
    const { CertificateArn = "" } = await acm.requestCertificate({
      DomainName: given.domainName,
      ...(given.subjectAlternativeNames === undefined
        ? {}
        : { SubjectAlternativeNames: given.subjectAlternativeNames.filter((name) => name !== given.domainName) }),
      ValidationMethod: given.validationMethod as "DNS" | undefined,
      KeyAlgorithm: given.keyAlgorithm as "RSA_2048" | undefined,
      ...(Tags.length > 0 ? { Tags } : {}),
    });
    return CertificateArn;
  },
  async settle({ acm }, id) {
    // The records to publish come a moment after the request.
    await until(async () => {
      const { Certificate } = await acm.describeCertificate({ CertificateArn: id });
      return (Certificate?.DomainValidationOptions ?? []).every(
        (option) => option.ResourceRecord !== undefined || option.ValidationMethod === "EMAIL",
      );
    });
  },
  async read({ acm }, id, state) {
    const { Certificate: found } = await acm.describeCertificate({ CertificateArn: id });
    if (found === undefined) return undefined;
    const { Tags } = await acm.listTagsForCertificate({ CertificateArn: id });
    const known = (state["subjectAlternativeNames"] ?? []) as readonly string[];
    // ACM counts the domain's own name among the alternatives, programs mostly do not.
    const names = (found.SubjectAlternativeNames ?? []).filter(
      (name) => name !== found.DomainName || known.includes(name),
    );
    return {
      domainName: found.DomainName,
      subjectAlternativeNames: names,
      validationMethod: found.DomainValidationOptions?.[0]?.ValidationMethod,
      keyAlgorithm: found.KeyAlgorithm,
      arn: id,
      domainValidationOptions: found.DomainValidationOptions?.map(({ DomainName, ResourceRecord: record }) => ({
        domainName: DomainName,
        resourceRecordName: record?.Name,
        resourceRecordType: record?.Type,
        resourceRecordValue: record?.Value,
      })),
      status: found.Status,
      type: found.Type,
      notAfter: found.NotAfter,
      notBefore: found.NotBefore,
      renewalEligibility: found.RenewalEligibility ?? "INELIGIBLE",
      validationEmails: [],
      pendingRenewal: false,
      tags: tagMap(Tags),
    };
  },
  async retag({ acm }, { id, set, removed }) {
    if (removed.length > 0) {
      await acm.removeTagsFromCertificate({ CertificateArn: id, Tags: removed.map((Key) => ({ Key })) });
    }
    if (Object.keys(set).length > 0) await acm.addTagsToCertificate({ CertificateArn: id, Tags: tagList(set) });
  },
  async remove({ acm }, id) {
    await acm.deleteCertificate({ CertificateArn: id });
  },
});

/** No thing of AWS's own: a wait, and the statement that it is over. */
const certificateValidation = defineRow({
  token: "aws:acm/certificateValidation:CertificateValidation",
  inputs: {
    certificateArn: text({ required: true, replaces: true }),
    validationRecordFqdns: textSet({ replaces: true }),
  },
  outputs: [],
  async create({ acm }, given) {
    let issued: Date | undefined;
    await until(async () => {
      const { Certificate } = await acm.describeCertificate({ CertificateArn: given.certificateArn });
      if (Certificate?.Status === "FAILED")
        throw new Error(`the certificate failed: ${Certificate.FailureReason ?? "no reason given"}`);
      issued = Certificate?.IssuedAt;
      return Certificate?.Status === "ISSUED";
    });
    return (issued ?? new Date()).toISOString();
  },
  async read({ acm }, id, state) {
    // The id is a time, as the AWS provider has it; an import names the certificate.
    const CertificateArn = id.startsWith("arn:") ? id : String(state["certificateArn"]);
    const { Certificate } = await acm.describeCertificate({ CertificateArn });
    return Certificate?.Status === "ISSUED" ? { certificateArn: CertificateArn } : undefined;
  },
  async remove() {
    await Promise.resolve();
  },
});

export const acmRows: readonly Row[] = [certificate, certificateValidation];
