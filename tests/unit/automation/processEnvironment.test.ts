import { strict as assert } from "node:assert";
import { engineVariables } from "../../../automation/engine/stack/engineEnvironment";
import { isolate, withheld } from "../../../automation/processEnvironment";
import type { AwsTarget } from "../../../automation/aws/target";

const PASSED = { PATH: "/bin", HOME: "/root", LC_ALL: "C", https_proxy: "http://127.0.0.1:3128", PULUMI_HOME: "/p" };
const FOREIGN = {
  PULUMI_BACKEND_URL: "file:///elsewhere",
  PULUMI_STACK: "other",
  PULUMI_CONFIG: "x",
  PULUMI_CONFIG_PASSPHRASE: "x",
  PULUMI_CONFIG_PASSPHRASE_FILE: "x",
  PULUMI_ACCESS_TOKEN: "x",
  PULUMI_DEBUG_PROVIDERS: "aws:1",
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
  AWS_DEFAULT_REGION: "eu-west-1",
  GOFLAGS: "-mod=mod",
  TF_LOG: "TRACE",
  LISTBACKUP_FAULTS: "x",
};
const KEYS = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_SESSION_TOKEN: "c" };
const names = (variables: object): readonly string[] => Object.keys(variables).sort();

describe("the engine's environment", () => {
  it("has only listed variables of the user", () => {
    assert.deepEqual(names(withheld({ ...PASSED, ...FOREIGN }, "ops")), names(FOREIGN));
  });

  it("has no keys beside a profile", () => {
    assert.deepEqual(names(withheld(KEYS, "ops")), names(KEYS));
  });

  it("has the keys without a profile", () => {
    assert.deepEqual(withheld(KEYS, ""), {});
  });

  it("has the stage's region, state and account, whatever the user has", () => {
    const target: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001", profile: "ops" };
    const state = { url: "s3://state", secretsProvider: "awskms:///alias/x", environment: {} };
    const inherited = { ...PASSED, ...FOREIGN, ...KEYS, AWS_REGION: "eu-west-1", AWS_PROFILE: "mine" };
    const effective = Object.entries({ ...inherited, ...engineVariables({ target, state }, inherited) });
    assert.deepEqual(Object.fromEntries(effective.filter(([, value]) => value !== undefined)), {
      ...PASSED,
      AWS_REGION: "us-west-2",
      AWS_PROFILE: "ops",
      PULUMI_EXPERIMENTAL: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    });
  });
});

describe("the driver's own environment", () => {
  function isolated(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const copy = { ...environment };
    isolate(copy);
    return copy;
  }

  it("has no other state and no other AWS", () => {
    const { PULUMI_BACKEND_URL, PULUMI_STACK, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = FOREIGN;
    const left = isolated({ PULUMI_BACKEND_URL, PULUMI_STACK, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, ...KEYS });
    const { no_proxy: _lower, NO_PROXY: _upper, ...rest } = left;
    assert.deepEqual(rest, KEYS);
  });

  it("never sends loopback through a proxy, in the names and the form that grpc-js reads", () => {
    const { no_proxy, NO_PROXY } = isolated({ NO_PROXY: "10.0.0.0/8, .corp.example" });
    const expected = "10.0.0.0/8,.corp.example,127.0.0.1,localhost,::1";
    assert.deepEqual([no_proxy, NO_PROXY], [expected, expected]);
  });

  it("honours the more specific variable of grpc-js", () => {
    assert.equal(isolated({ no_grpc_proxy: "a" })["no_grpc_proxy"], "a,127.0.0.1,localhost,::1");
  });
});
