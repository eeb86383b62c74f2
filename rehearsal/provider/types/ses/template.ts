import { defineRow } from "../../schema/row";
import { type Shape, text } from "../../schema/schema";

const templateInputs = {
  name: text({ replaces: true }),
  subject: text(),
  html: text(),
  text: text(),
};

const content = (given: Shape<typeof templateInputs>) => ({
  TemplateContent: { Subject: given.subject, Html: given.html, Text: given.text },
});

/** A template of SES v1: version 2 of the API writes to the same store. */
export const template = defineRow({
  token: "aws:ses/template:Template",
  inputs: templateInputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  async create({ ses }, given) {
    const TemplateName = given.name ?? "";
    await ses.createEmailTemplate({ TemplateName, ...content(given) });
    return TemplateName;
  },
  async read({ ses, region, account }, id) {
    const { TemplateContent } = await ses.getEmailTemplate({ TemplateName: id });
    return {
      name: id,
      subject: TemplateContent?.Subject,
      html: TemplateContent?.Html,
      text: TemplateContent?.Text,
      arn: `arn:aws:ses:${region}:${account}:template/${id}`,
    };
  },
  async update({ ses }, { id, news }) {
    await ses.updateEmailTemplate({ TemplateName: id, ...content(news) });
  },
  async remove({ ses }, id) {
    await ses.deleteEmailTemplate({ TemplateName: id });
  },
});
