import { randomUUID } from "node:crypto";
import { defineRow, TAGS_PROPERTY } from "../schema/row";
import { flag, number, text } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

/** A health check of an endpoint. `referenceName` is never read back. */
export const healthCheckRow = defineRow({
  token: "aws:route53/healthCheck:HealthCheck",
  inputs: {
    type: text({ required: true, replaces: true }),
    fqdn: text(),
    port: number(),
    resourcePath: text(),
    enableSni: flag({ computed: true }),
    requestInterval: number({ replaces: true }),
    failureThreshold: number({ computed: true }),
    disabled: flag(),
    invertHealthcheck: flag(),
    referenceName: text({ replaces: true }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn"],
  async create({ route53 }, given) {
    const id = randomUUID().replaceAll("-", "").slice(0, 26);
    const reference = given.referenceName === undefined ? "" : `${given.referenceName}-`;
    const { HealthCheck } = await route53.createHealthCheck({
      // The provider's suffix begins with the time.
      CallerReference: `${reference}terraform-${String(Date.now())}${id}`.slice(0, 64),
      HealthCheckConfig: {
        Type: given.type as "HTTPS",
        FullyQualifiedDomainName: given.fqdn,
        Port: given.port,
        ResourcePath: given.resourcePath,
        EnableSNI: given.enableSni,
        RequestInterval: given.requestInterval,
        FailureThreshold: given.failureThreshold,
        Disabled: given.disabled,
        Inverted: given.invertHealthcheck,
      },
    });
    return HealthCheck?.Id ?? "";
  },
  async settle({ route53 }, id, given) {
    const AddTags = tagList(given.tagsAll);
    if (AddTags.length > 0)
      await route53.changeTagsForResource({ ResourceType: "healthcheck", ResourceId: id, AddTags });
  },
  async read({ route53 }, id) {
    const { HealthCheck } = await route53.getHealthCheck({ HealthCheckId: id });
    const { HealthCheckConfig: found } = HealthCheck ?? {};
    if (found === undefined) return undefined;
    const { ResourceTagSet } = await route53.listTagsForResource({ ResourceType: "healthcheck", ResourceId: id });
    return {
      type: found.Type,
      fqdn: found.FullyQualifiedDomainName,
      port: found.Port,
      resourcePath: found.ResourcePath,
      enableSni: found.EnableSNI ?? false,
      requestInterval: found.RequestInterval,
      failureThreshold: found.FailureThreshold,
      disabled: found.Disabled ?? false,
      invertHealthcheck: found.Inverted ?? false,
      arn: `arn:aws:route53:::healthcheck/${id}`,
      tags: tagMap(ResourceTagSet?.Tags),
    };
  },
  async update({ route53 }, { id, news, changed }) {
    const only = <T>(name: keyof typeof news, value: T): T | undefined => (changed.has(name) ? value : undefined);
    await route53.updateHealthCheck({
      HealthCheckId: id,
      FullyQualifiedDomainName: only("fqdn", news.fqdn),
      Port: only("port", news.port),
      ResourcePath: only("resourcePath", news.resourcePath),
      EnableSNI: only("enableSni", news.enableSni),
      FailureThreshold: only("failureThreshold", news.failureThreshold),
      Disabled: only("disabled", news.disabled ?? false),
      Inverted: only("invertHealthcheck", news.invertHealthcheck ?? false),
    });
  },
  async retag({ route53 }, { id, set, removed }) {
    await route53.changeTagsForResource({
      ResourceType: "healthcheck",
      ResourceId: id,
      ...(Object.keys(set).length > 0 ? { AddTags: tagList(set) } : {}),
      ...(removed.length > 0 ? { RemoveTagKeys: [...removed] } : {}),
    });
  },
  async remove({ route53 }, id) {
    await route53.deleteHealthCheck({ HealthCheckId: id });
  },
});
