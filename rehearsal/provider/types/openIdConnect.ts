import type { CreateOpenIDConnectProviderRequest, IAM } from "@aws-sdk/client-iam";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { text, texts, textSet } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

/** The emulator gives back the URL without its scheme, as IAM does. */
const withoutScheme = (url: string): string => url.replace(/^https:\/\//, "");

/**
 * The emulator has none of IAM's calls that change a provider (AddClientIDToOpenIDConnectProvider,
 * UpdateOpenIDConnectProviderThumbprint, TagOpenIDConnectProvider), so it is created again: its ARN follows from the URL.
 */
async function recreate(iam: IAM, arn: string, changed: Partial<CreateOpenIDConnectProviderRequest>): Promise<void> {
  const { Url = "", ...found } = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn });
  const { ClientIDList, ThumbprintList, Tags } = found;
  await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: arn });
  await iam.createOpenIDConnectProvider({
    ClientIDList,
    ThumbprintList,
    Tags,
    ...changed,
    Url: `https://${withoutScheme(Url)}`,
  });
}

const openIdConnectProvider = defineRow({
  token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  inputs: {
    url: text({ required: true, replaces: true, normal: withoutScheme }),
    clientIdLists: textSet({ required: true }),
    /** IAM fetches the issuer's own where the program gives none. */
    thumbprintLists: texts({ computed: true }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn"],
  async create({ iam }, given) {
    const { OpenIDConnectProviderArn = "" } = await iam.createOpenIDConnectProvider({
      Url: given.url,
      ClientIDList: [...given.clientIdLists],
      ...(given.thumbprintLists === undefined ? {} : { ThumbprintList: [...given.thumbprintLists] }),
      Tags: tagList(given.tagsAll),
    });
    return OpenIDConnectProviderArn;
  },
  async read({ iam }, id) {
    const found = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: id });
    return {
      url: withoutScheme(found.Url ?? ""),
      clientIdLists: found.ClientIDList,
      thumbprintLists: found.ThumbprintList,
      arn: id,
      tags: tagMap(found.Tags),
    };
  },
  async update({ iam }, { id, news }) {
    await recreate(iam, id, { ClientIDList: [...news.clientIdLists], ThumbprintList: news.thumbprintLists?.slice() });
  },
  async retag({ iam }, { id, set, removed }) {
    const { Tags } = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: id });
    const after = Object.entries({ ...tagMap(Tags), ...set }).filter(([key]) => !removed.includes(key));
    await recreate(iam, id, { Tags: tagList(Object.fromEntries(after)) });
  },
  async remove({ iam }, id) {
    await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: id });
  },
});

export const openIdConnectRows: readonly Row[] = [openIdConnectProvider];
