import { strict as assert } from "node:assert";
import { GetHostedZoneCommand, ListHostedZonesByNameCommand, Route53Client } from "@aws-sdk/client-route-53";
import { mockClient } from "aws-sdk-client-mock";
import { delegationError, delegationOf } from "../../../../../automation/aws/account/delegation";
import type { AwsTarget } from "../../../../../automation/aws/target";
import { stageOf } from "../../../../support/release";

const AWS: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000003" };
const ZONE = "listbackup.ai";
const OURS = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"];

describe("the delegation of a hosted zone", () => {
  const route53 = mockClient(Route53Client);
  beforeEach(() => {
    route53.reset();
    route53
      .on(ListHostedZonesByNameCommand)
      .resolves({ HostedZones: [{ Id: "Z", Name: `${ZONE}.`, CallerReference: "" }] });
    route53.on(GetHostedZoneCommand).resolves({ DelegationSet: { NameServers: OURS } });
  });
  after(() => route53.restore());

  const failing = (code: string) => () => Promise.reject(Object.assign(new Error(`DNS: ${code}`), { code }));

  it("is delegated when DNS has the zone's servers, in any case and with a trailing dot", async () => {
    assert.deepEqual(await delegationOf(AWS, ZONE, () => Promise.resolve(["NS-2.AWSDNS-02.net."])), {
      kind: "delegated",
    });
  });

  const hostedZone = (Id: string, PrivateZone: boolean) => ({
    Id,
    Name: `${ZONE}.`,
    CallerReference: "",
    Config: { PrivateZone },
  });
  const ask = () => Promise.resolve(OURS);

  it("uses the public zone where a private one has the same name", async () => {
    route53
      .on(ListHostedZonesByNameCommand)
      .resolves({ HostedZones: [hostedZone("PRIVATE", true), hostedZone("PUBLIC", false)] });
    await delegationOf(AWS, ZONE, ask);
    assert.equal(route53.commandCalls(GetHostedZoneCommand)[0]?.args[0].input.Id, "PUBLIC");
  });

  it("is missing where the account has only a private zone", async () => {
    route53.on(ListHostedZonesByNameCommand).resolves({ HostedZones: [hostedZone("PRIVATE", true)] });
    assert.deepEqual(await delegationOf(AWS, ZONE, ask), { kind: "missing" });
  });

  it("is an error where the account has two public zones of the name", async () => {
    route53
      .on(ListHostedZonesByNameCommand)
      .resolves({ HostedZones: [hostedZone("A", false), hostedZone("B", false)] });
    await assert.rejects(delegationOf(AWS, ZONE, ask), { code: "ZONE_NOT_DELEGATED" });
  });

  it("is elsewhere when DNS has other servers", async () => {
    assert.deepEqual(await delegationOf(AWS, ZONE, () => Promise.resolve(["ns.other.example"])), {
      kind: "elsewhere",
      expected: OURS,
      found: ["ns.other.example"],
    });
  });

  it("is elsewhere when DNS has no such name", async () => {
    assert.deepEqual(await delegationOf(AWS, ZONE, failing("ENOTFOUND")), {
      kind: "elsewhere",
      expected: OURS,
      found: [],
    });
  });

  it("is unknown when DNS does not respond", async () => {
    assert.deepEqual(await delegationOf(AWS, ZONE, failing("ETIMEOUT")), { kind: "unknown", reason: "DNS: ETIMEOUT" });
  });

  it("is missing when the account has only another zone", async () => {
    route53
      .on(ListHostedZonesByNameCommand)
      .resolves({ HostedZones: [{ Id: "Z", Name: "other.", CallerReference: "" }] });
    assert.deepEqual(await delegationOf(AWS, ZONE, failing("ENOTFOUND")), { kind: "missing" });
  });

  it("makes no DNS requests in a rehearsal", async () => {
    const target: AwsTarget = { ...AWS, kind: "rehearsal", endpoint: "http://127.0.0.1:1" };
    let isResolved = false;
    await delegationOf(target, ZONE, () => {
      isResolved = true;
      return Promise.resolve([]);
    });
    assert.equal(isResolved, false);
  });

  it("stops a deployment, and lists the NS records to set", () => {
    const error = delegationError({ kind: "elsewhere", expected: OURS, found: [] }, stageOf("production"));
    assert.equal(error?.exitCode, 3);
    assert.match(error.remedy, /ns-1\.awsdns-01\.com, ns-2\.awsdns-02\.net/);
  });

  it("does not stop a deployment when DNS cannot be read", () => {
    assert.equal(delegationError({ kind: "unknown", reason: "no network" }, stageOf("production")), null);
  });
});
