import { strict as assert } from "node:assert";
import { devNull } from "node:os";
import { handedOn, failureLines, testEnvironment } from "../../../../../automation/verification/goTests/goTests";
import type { Subject } from "../../../../../automation/verification/subject";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

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

describe("what an SDK in the backend's own tests finds", () => {
  const STAGE = stageOf("dev");
  const SURROUNDINGS = { HOME: "/home/ann", AWS_PROFILE: "ann", AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" };
  const found = (target: object, stage: object): NodeJS.ProcessEnv => {
    const subject = { target, stage, release: releaseOf(smallCatalog()), url: "https://api", userPoolId: "p" };
    const environment = testEnvironment(subject as unknown as Subject, SURROUNDINGS);
    return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("AWS_")));
  };
  const { region, account } = STAGE;
  const NOTHING = { AWS_SHARED_CREDENTIALS_FILE: devNull, AWS_CONFIG_FILE: devNull, AWS_EC2_METADATA_DISABLED: "true" };

  it("is no credential on AWS, neither beneath HOME nor of the machine", () => {
    assert.deepEqual(found({ kind: "aws", region, account }, STAGE), NOTHING);
  });

  it("is the emulator in a rehearsal", () => {
    const endpoint = "http://127.0.0.1:4566";
    const stage = { ...STAGE, rehearsal: { endpoint, provider: "offline" } };
    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...others } = found(
      { kind: "rehearsal", region, account, endpoint },
      stage,
    );
    assert.deepEqual([AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID], [endpoint, account]);
    assert.deepEqual({ ...others, ...NOTHING }, others);
  });
});

describe("what is told of the backend's own tests", () => {
  it("is without the password that they were handed", () => {
    assert.deepEqual(failureLines("user.go:7: signed in by Sup3r-secret\n", { API_PASSWORD: "Sup3r-secret" }), [
      "user.go:7: signed in by [redacted]",
    ]);
  });

  it("is the first lines that are not of what passed, wherever they stand", () => {
    const passed = "ok  \tpackage\t0.1s\n".repeat(10_000);
    const failures = Array.from({ length: 30 }, (_, index) => `--- FAIL: Test${String(index)}`);
    assert.deepEqual(failureLines(`${passed}\n${failures.join("\n")}`, {}), failures.slice(0, 20));
  });

  it("is nothing, where they said nothing of a failure", () => {
    assert.deepEqual(failureLines("\n  \nok  \tpackage\t0.1s\n", {}), []);
  });

  it("is no line of more than 500 characters", () => {
    assert.deepEqual(failureLines("x".repeat(200_000), {}), ["x".repeat(500)]);
  });
});
