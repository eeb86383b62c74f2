import * as route53 from "@pulumi/aws/route53";
import * as ses from "@pulumi/aws/ses";
import * as sesv2 from "@pulumi/aws/sesv2";
import type { CustomResource, Input, Resource } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";

/** SES signs with three DKIM keys, each published by a record. */
const DKIM_KEYS = [0, 1, 2] as const;

/** Resources for e-mail: a configuration set with metrics, the templates, and the verified domain. */
export function emailResources(
  stage: AnyStage,
  { email }: Catalog["events"],
  zoneId: Input<string>,
  parent: Resource,
): readonly CustomResource[] {
  const { reputationMetrics, events } = email.configurationSet;
  const set = new sesv2.ConfigurationSet(
    "email",
    {
      configurationSetName: NAMES.configurationSet.of(stage),
      reputationOptions: { reputationMetricsEnabled: reputationMetrics },
      sendingOptions: { sendingEnabled: true },
    },
    { parent },
  );
  const destination = new sesv2.ConfigurationSetEventDestination(
    "email-events",
    {
      configurationSetName: set.configurationSetName,
      eventDestinationName: "metrics",
      eventDestination: {
        enabled: true,
        matchingEventTypes: events,
        cloudWatchDestination: {
          dimensionConfigurations: [
            { dimensionName: "MessageTag", dimensionValueSource: "MESSAGE_TAG", defaultDimensionValue: "none" },
          ],
        },
      },
    },
    { parent },
  );
  const templates = Object.entries(email.templates).map(
    ([name, { subject, html, text }]) =>
      new ses.Template(`email-${name}`, { name: NAMES.emailTemplate.of(stage, name), subject, html, text }, { parent }),
  );
  return [set, destination, ...templates, ...senderIdentity(stage, set, zoneId, parent)];
}

/** The sender's domain, verified by DKIM records in its zone. No resources on a stage without the zone. */
function senderIdentity(
  stage: AnyStage,
  set: sesv2.ConfigurationSet,
  zoneId: Input<string>,
  parent: Resource,
): readonly CustomResource[] {
  if (!stage.api.customDomain) return [];
  const { zone } = stage.domains;
  const identity = new sesv2.EmailIdentity(
    "email-identity",
    { emailIdentity: zone, configurationSetName: set.configurationSetName },
    { parent },
  );
  const records = DKIM_KEYS.map((key) => {
    const token = identity.dkimSigningAttributes.apply(({ tokens }) => tokens?.[key] ?? missingToken());
    return new route53.Record(
      `email-dkim-${String(key + 1)}`,
      {
        zoneId,
        name: token.apply((text) => `${text}._domainkey.${zone}`),
        type: "CNAME",
        records: [token.apply((text) => `${text}.dkim.amazonses.com`)],
        ttl: 300,
        // The records of a destroyed stage stay in the zone.
        allowOverwrite: true,
      },
      { parent },
    );
  });
  return [identity, ...records];
}

function missingToken(): never {
  throw new Error("SES names fewer DKIM keys than it signs with");
}
