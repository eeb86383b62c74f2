import { defineRow } from "../../schema/row";
import { number, text } from "../../schema/schema";

export const userPoolDomain = defineRow({
  token: "aws:cognito/userPoolDomain:UserPoolDomain",
  inputs: {
    domain: text({ required: true, replaces: true }),
    userPoolId: text({ required: true, replaces: true }),
    certificateArn: text(),
    managedLoginVersion: number({ computed: true }),
  },
  outputs: [
    "awsAccountId",
    "cloudfrontDistribution",
    "cloudfrontDistributionArn",
    "cloudfrontDistributionZoneId",
    "s3Bucket",
    "version",
  ],
  async create({ cognito }, given) {
    await cognito.createUserPoolDomain({
      Domain: given.domain,
      UserPoolId: given.userPoolId,
      ManagedLoginVersion: given.managedLoginVersion,
      ...(given.certificateArn === undefined ? {} : { CustomDomainConfig: { CertificateArn: given.certificateArn } }),
    });
    return given.domain;
  },
  async read({ cognito }, id) {
    const { DomainDescription: found } = await cognito.describeUserPoolDomain({ Domain: id });
    if (found?.Domain === undefined) return undefined;
    return {
      domain: found.Domain,
      userPoolId: found.UserPoolId,
      certificateArn: found.CustomDomainConfig?.CertificateArn,
      managedLoginVersion: found.ManagedLoginVersion,
      awsAccountId: found.AWSAccountId,
      cloudfrontDistribution: found.CloudFrontDistribution ?? "",
      cloudfrontDistributionArn: found.CloudFrontDistribution ?? "",
      cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
      s3Bucket: found.S3Bucket ?? "",
      version: found.Version,
    };
  },
  async update({ cognito }, { id, news }) {
    await cognito.updateUserPoolDomain({
      Domain: id,
      UserPoolId: news.userPoolId,
      ManagedLoginVersion: news.managedLoginVersion,
      ...(news.certificateArn === undefined ? {} : { CustomDomainConfig: { CertificateArn: news.certificateArn } }),
    });
  },
  async remove({ cognito }, id, state) {
    await cognito.deleteUserPoolDomain({ Domain: id, UserPoolId: String(state["userPoolId"]) });
  },
});
