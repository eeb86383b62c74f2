import { inputsAt, listAt, ofType, textAt, type Inputs, type PlannedResource } from "../plannedResource";
import type { Hit, ReviewRule, ReviewSubject } from "../rule";

/** Security policies of API Gateway, CloudFront and load balancers that allow TLS 1.1 or older. */
const OLD_TLS =
  /^(TLS_1_0|SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016|ELBSecurityPolicy-(2016-08|TLS-1-[01].*|FS-2018-06|2015-05))$/;

export const networkRules: readonly ReviewRule[] = [
  {
    code: "TLS_OLD",
    severity: "high",
    finds: "an endpoint that accepts TLS 1.1 or older",
    remedy: "Set the security policy to TLS 1.2 or newer.",
    check: ({ resources }) =>
      resources.flatMap((resource) => {
        const policy = tlsPolicyOf(resource);
        return OLD_TLS.test(policy) ? [{ subject: resource.name, reason: `its security policy is ${policy}` }] : [];
      }),
  },
  {
    code: "PLAIN_HTTP",
    severity: "high",
    finds: "a subscription, listener or integration that sends data over HTTP without TLS",
    remedy: "Use https.",
    check: ({ resources }) => resources.flatMap(plainHttp),
  },
  {
    code: "CORS_OPEN",
    severity: "high",
    finds: "an API of a protected stage that pages of every origin, or of an origin without TLS, may call",
    remedy: "List the origins in the stage file under listbackup:api.corsOrigins, with https.",
    check: openCors,
  },
  {
    code: "SECURITY_GROUP_OPEN",
    severity: "critical",
    finds: "a security group that accepts connections from every address",
    remedy: "Limit the source addresses, or refer to another security group.",
    check: ({ resources }) => resources.flatMap(openGroup),
  },
];

function tlsPolicyOf({ type, inputs }: PlannedResource): string {
  switch (type) {
    case "aws:apigatewayv2/domainName:DomainName":
      return textAt(inputsAt(inputs, "domainNameConfiguration"), "securityPolicy");
    case "aws:apigateway/domainName:DomainName":
      return textAt(inputs, "securityPolicy");
    case "aws:cloudfront/distribution:Distribution":
      return textAt(inputsAt(inputs, "viewerCertificate"), "minimumProtocolVersion");
    case "aws:lb/listener:Listener":
      return textAt(inputs, "sslPolicy");
    default:
      return "";
  }
}

function plainHttp({ type, name, inputs }: PlannedResource): readonly Hit[] {
  const isPlain =
    (type === "aws:sns/topicSubscription:TopicSubscription" && inputs["protocol"] === "http") ||
    (type === "aws:lb/listener:Listener" && inputs["protocol"] === "HTTP" && !redirects(inputs)) ||
    (type === "aws:apigatewayv2/integration:Integration" && textAt(inputs, "integrationUri").startsWith("http://"));
  return isPlain ? [{ subject: name, reason: "its traffic is not encrypted" }] : [];
}

function redirects(inputs: Inputs): boolean {
  return listAt(inputs, "defaultActions").every((action) => (action as Inputs)["type"] === "redirect");
}

function openCors({ resources, isProtected }: ReviewSubject): readonly Hit[] {
  if (!isProtected) return [];
  return ofType(resources, "aws:apigatewayv2/api:Api").flatMap(({ name, inputs }) => {
    const origins = listAt(inputsAt(inputs, "corsConfiguration"), "allowOrigins").map(String);
    const open = origins.filter((origin) => origin.includes("*") || origin.startsWith("http://"));
    return open.length === 0 ? [] : [{ subject: name, reason: `pages of ${open.join(", ")} may call it` }];
  });
}

const EVERYWHERE = ["0.0.0.0/0", "::/0"];

function openGroup({ type, name, inputs }: PlannedResource): readonly Hit[] {
  const rules = inboundRules(type, inputs).filter((rule) =>
    [...listAt(rule, "cidrBlocks"), ...listAt(rule, "ipv6CidrBlocks"), rule["cidrIpv4"], rule["cidrIpv6"]].some(
      (range) => EVERYWHERE.includes(String(range)),
    ),
  );
  return rules.map((rule) => ({
    subject: name,
    reason: `every address may connect to ${portsOf(rule)}`,
  }));
}

function inboundRules(type: string, inputs: Inputs): readonly Inputs[] {
  switch (type) {
    case "aws:ec2/securityGroup:SecurityGroup":
    case "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup":
      return listAt(inputs, "ingress") as readonly Inputs[];
    case "aws:ec2/securityGroupRule:SecurityGroupRule":
      return inputs["type"] === "ingress" ? [inputs] : [];
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
      return [inputs];
    default:
      return [];
  }
}

function portsOf({ fromPort, toPort, protocol, ipProtocol }: Inputs): string {
  if (String(protocol ?? ipProtocol) === "-1") return "all ports";
  return fromPort === toPort ? `port ${String(fromPort)}` : `ports ${String(fromPort)} to ${String(toPort)}`;
}
