import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { block, text, textSet } from "../../schema/schema";
import { retag, tagsOf } from "./identityTags";
import { tagList } from "../../schema/tags";

export const emailIdentity = defineRow({
  token: "aws:sesv2/emailIdentity:EmailIdentity",
  inputs: {
    emailIdentity: text({ required: true, replaces: true }),
    configurationSetName: text(),
    dkimSigningAttributes: block(
      {
        nextSigningKeyLength: text({ computed: true }),
        currentSigningKeyLength: text({ computed: true }),
        lastKeyGenerationTimestamp: text({ computed: true }),
        signingAttributesOrigin: text({ computed: true }),
        status: text({ computed: true }),
        tokens: textSet({ computed: true }),
      },
      { computed: true },
    ),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "identityType", "verificationStatus", "verifiedForSendingStatus"],
  async create({ ses }, given) {
    await ses.createEmailIdentity({
      EmailIdentity: given.emailIdentity,
      ConfigurationSetName: given.configurationSetName,
      Tags: tagList(given.tagsAll),
    });
    return given.emailIdentity;
  },
  async read(aws, id) {
    const { ses, region, account } = aws;
    const found = await ses.getEmailIdentity({ EmailIdentity: id });
    const arn = `arn:aws:ses:${region}:${account}:identity/${id}`;
    const dkim = found.DkimAttributes;
    return {
      emailIdentity: id,
      // Left out where the emulator does not tell it.
      ...(found.ConfigurationSetName === undefined ? {} : { configurationSetName: found.ConfigurationSetName }),
      dkimSigningAttributes: dkim && {
        nextSigningKeyLength: dkim.NextSigningKeyLength,
        currentSigningKeyLength: dkim.CurrentSigningKeyLength,
        lastKeyGenerationTimestamp: dkim.LastKeyGenerationTimestamp,
        signingAttributesOrigin: dkim.SigningAttributesOrigin,
        status: dkim.Status,
        tokens: dkim.Tokens,
      },
      arn,
      identityType: found.IdentityType,
      verificationStatus: found.VerificationStatus ?? (found.VerifiedForSendingStatus === true ? "SUCCESS" : "PENDING"),
      verifiedForSendingStatus: found.VerifiedForSendingStatus ?? false,
      tags: await tagsOf(aws, arn),
    };
  },
  async update({ ses }, { id, news, changed }) {
    if (!changed.has("configurationSetName")) return;
    await ses.putEmailIdentityConfigurationSetAttributes({
      EmailIdentity: id,
      ConfigurationSetName: news.configurationSetName,
    });
  },
  retag,
  async remove({ ses }, id) {
    await ses.deleteEmailIdentity({ EmailIdentity: id });
  },
});
