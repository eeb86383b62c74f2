import { strict as assert } from "node:assert";
import { handedOn } from "../../../../automation/verification/goTests";

describe("what the backend's own tests get of the driver's surroundings", () => {
  const GIVEN = [
    "PATH",
    "HOME",
    "GOPATH",
    "GO111MODULE",
    "GOPROXY",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "https_proxy",
    "NO_PROXY",
    "API_EMAIL",
    "API_PASSWORD",
  ];
  for (const name of GIVEN) {
    it(`is ${name}`, () => {
      assert.deepEqual(handedOn({ [name]: "x" }), { [name]: "x" });
    });
  }

  const KEPT_BACK = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SESSION_TOKEN",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "GITHUB_TOKEN",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "PULUMI_CONFIG_PASSPHRASE",
    "NPM_TOKEN",
    "SLACK_WEBHOOK",
    "MY_PATH",
  ];
  for (const name of KEPT_BACK) {
    it(`is not ${name}`, () => {
      assert.deepEqual(handedOn({ [name]: "x" }), {});
    });
  }
});
