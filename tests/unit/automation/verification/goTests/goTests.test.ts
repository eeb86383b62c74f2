import { strict as assert } from "node:assert";
import { devNull } from "node:os";
import {
  inheritedEnvironment,
  failureLines,
  testEnvironment,
} from "../../../../../automation/verification/goTests/goTests";
import type { Subject } from "../../../../../automation/verification/subject";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

describe("the environment that the backend's own tests inherit", () => {
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
    it(`has ${name}`, () => {
      assert.deepEqual(inheritedEnvironment({ [name]: "x" }), { [name]: "x" });
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
    it(`does not have ${name}`, () => {
      assert.deepEqual(inheritedEnvironment({ [name]: "x" }), {});
    });
  }
});

describe("the credentials that an SDK in the backend's own tests finds", () => {
  const STAGE = stageOf("dev");
  const CALLER_ENVIRONMENT = { HOME: "/home/ann", AWS_PROFILE: "ann", AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" };
  const found = (target: object, stage: object): NodeJS.ProcessEnv => {
    const subject = { target, stage, release: releaseOf(smallCatalog()), url: "https://api", userPoolId: "p" };
    const environment = testEnvironment(subject as unknown as Subject, CALLER_ENVIRONMENT);
    return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("AWS_")));
  };
  const { region, account } = STAGE;
  const NOTHING = { AWS_SHARED_CREDENTIALS_FILE: devNull, AWS_CONFIG_FILE: devNull, AWS_EC2_METADATA_DISABLED: "true" };

  it("are none on AWS, neither in HOME nor of the machine", () => {
    assert.deepEqual(found({ kind: "aws", region, account }, STAGE), NOTHING);
  });

  it("are the emulator's in a rehearsal", () => {
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

describe("failureLines", () => {
  it("redacts the password that the tests inherit", () => {
    assert.deepEqual(failureLines("user.go:7: signed in by Sup3r-secret\n", { API_PASSWORD: "Sup3r-secret" }), [
      "user.go:7: signed in by [redacted]",
    ]);
  });

  it("returns the first lines that are not of packages that passed", () => {
    const passed = "ok  \tpackage\t0.1s\n".repeat(10_000);
    const failures = Array.from({ length: 30 }, (_, index) => `--- FAIL: Test${String(index)}`);
    assert.deepEqual(failureLines(`${passed}\n${failures.join("\n")}`, {}), failures.slice(0, 20));
  });

  it("returns nothing where no line reports a failure", () => {
    assert.deepEqual(failureLines("\n  \nok  \tpackage\t0.1s\n", {}), []);
  });

  it("cuts lines at 500 characters", () => {
    assert.deepEqual(failureLines("x".repeat(200_000), {}), ["x".repeat(500)]);
  });
});
