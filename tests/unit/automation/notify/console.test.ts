import { strict as assert } from "node:assert";
import { consoleLinks } from "../../../../automation/notify/console";

const stage = (region: string) => ({
  name: "disaster-recovery" as const,
  short: "dr",
  account: "100000000001",
  region,
});

describe("links to the console", () => {
  it("open the stage's own alarms and log groups, in its region", () => {
    assert.deepEqual(consoleLinks(stage("us-east-2")), {
      alarms:
        "https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#alarmsV2:?search=listbackup-dr-",
      logs: "https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#logsV2:log-groups$3FlogGroupNameFilter$3D$252Flistbackup$252Fdr$252F",
    });
  });

  for (const [region, host] of [
    ["cn-north-1", "cn-north-1.console.amazonaws.cn"],
    ["us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"],
  ] as const)
    it(`use the console of ${region}`, () => {
      const { alarms, logs } = consoleLinks(stage(region));
      assert.deepEqual([new URL(alarms).host, new URL(logs).host], [host, host]);
    });
});
