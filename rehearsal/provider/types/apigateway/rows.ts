import type { DomainNameConfiguration } from "@aws-sdk/client-apigatewayv2";
import { defineRow, type Row, TAGS_PROPERTY } from "../../schema/row";
import { block, type Shape, text, textMap } from "../../schema/schema";
import { api } from "./api";
import { stage } from "./stage";
import { retag } from "./retag";

/** `PARENT/CHILD` serves for an import; else the parent comes from the state. */
function childKey(id: string, parent: unknown): readonly [parent: string, child: string] {
  const [first = "", second] = id.split("/");
  return second === undefined ? [String(parent), first] : [first, second];
}

const deployment = defineRow({
  token: "aws:apigatewayv2/deployment:Deployment",
  inputs: {
    apiId: text({ required: true, replaces: true }),
    description: text(),
    triggers: textMap({ replaces: true }),
  },
  outputs: ["autoDeployed"],
  async create({ apigateway }, given) {
    const { DeploymentId = "" } = await apigateway.createDeployment({
      ApiId: given.apiId,
      Description: given.description,
    });
    return DeploymentId;
  },
  async read({ apigateway }, id, state) {
    const [ApiId, DeploymentId] = childKey(id, state["apiId"]);
    const found = await apigateway.getDeployment({ ApiId, DeploymentId });
    return { apiId: ApiId, description: found.Description, autoDeployed: found.AutoDeployed ?? false };
  },
  async update({ apigateway }, { id, news, changed }) {
    if (!changed.has("description")) return;
    await apigateway.updateDeployment({ ApiId: news.apiId, DeploymentId: id, Description: news.description ?? "" });
  },
  async remove({ apigateway }, id, state) {
    const [ApiId, DeploymentId] = childKey(id, state["apiId"]);
    await apigateway.deleteDeployment({ ApiId, DeploymentId });
  },
});

const domainInputs = {
  domainName: text({ required: true, replaces: true }),
  domainNameConfiguration: block(
    {
      certificateArn: text({ required: true }),
      endpointType: text({ required: true }),
      securityPolicy: text({ required: true }),
      ipAddressType: text({ computed: true }),
      targetDomainName: text({ computed: true }),
      hostedZoneId: text({ computed: true }),
      ownershipVerificationCertificateArn: text({ computed: true }),
    },
    { required: true },
  ),
  tags: TAGS_PROPERTY,
};

const domainConfigurations = ({
  domainNameConfiguration: given,
}: Shape<typeof domainInputs>): DomainNameConfiguration[] => [
  {
    CertificateArn: given.certificateArn,
    EndpointType: given.endpointType as "REGIONAL",
    SecurityPolicy: given.securityPolicy as "TLS_1_2",
  },
];

const domainName = defineRow({
  token: "aws:apigatewayv2/domainName:DomainName",
  inputs: domainInputs,
  outputs: ["arn", "apiMappingSelectionExpression"],
  async create({ apigateway }, given) {
    await apigateway.createDomainName({
      DomainName: given.domainName,
      DomainNameConfigurations: domainConfigurations(given),
      Tags: given.tagsAll,
    });
    return given.domainName;
  },
  async read({ apigateway, region }, id) {
    const found = await apigateway.getDomainName({ DomainName: id });
    const [configuration] = found.DomainNameConfigurations ?? [];
    return {
      domainName: found.DomainName,
      domainNameConfiguration: configuration && {
        certificateArn: configuration.CertificateArn,
        endpointType: configuration.EndpointType,
        securityPolicy: configuration.SecurityPolicy,
        ipAddressType: configuration.IpAddressType,
        targetDomainName: configuration.ApiGatewayDomainName,
        hostedZoneId: configuration.HostedZoneId,
      },
      arn: `arn:aws:apigateway:${region}::/domainnames/${id}`,
      apiMappingSelectionExpression: found.ApiMappingSelectionExpression,
      tags: found.Tags ?? {},
    };
  },
  async update({ apigateway }, { id, news, changed }) {
    if (!changed.has("domainNameConfiguration")) return;
    await apigateway.updateDomainName({ DomainName: id, DomainNameConfigurations: domainConfigurations(news) });
  },
  retag,
  async remove({ apigateway }, id) {
    await apigateway.deleteDomainName({ DomainName: id });
  },
});

const apiMapping = defineRow({
  token: "aws:apigatewayv2/apiMapping:ApiMapping",
  inputs: {
    apiId: text({ required: true, replaces: true }),
    domainName: text({ required: true, replaces: true }),
    stage: text({ required: true }),
    apiMappingKey: text(),
  },
  outputs: [],
  async create({ apigateway }, given) {
    const { ApiMappingId = "" } = await apigateway.createApiMapping({
      ApiId: given.apiId,
      DomainName: given.domainName,
      Stage: given.stage,
      ApiMappingKey: given.apiMappingKey,
    });
    return ApiMappingId;
  },
  async read({ apigateway }, id, state) {
    // The AWS provider imports `MAPPING/DOMAIN`.
    const [ApiMappingId = "", imported] = id.split("/");
    const DomainName = imported ?? String(state["domainName"]);
    const found = await apigateway.getApiMapping({ ApiMappingId, DomainName });
    return { apiId: found.ApiId, domainName: DomainName, stage: found.Stage, apiMappingKey: found.ApiMappingKey };
  },
  async update({ apigateway }, { id, news }) {
    const { apiId: ApiId, domainName: DomainName, stage: Stage } = news;
    await apigateway.updateApiMapping({
      ApiId,
      ApiMappingId: id,
      DomainName,
      Stage,
      ApiMappingKey: news.apiMappingKey ?? "",
    });
  },
  async remove({ apigateway }, id, state) {
    const [ApiMappingId = "", imported] = id.split("/");
    await apigateway.deleteApiMapping({ ApiMappingId, DomainName: imported ?? String(state["domainName"]) });
  },
});

export const apigatewayRows: readonly Row[] = [api, deployment, stage, domainName, apiMapping];
