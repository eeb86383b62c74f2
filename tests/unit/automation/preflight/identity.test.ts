import { strict as assert } from "node:assert";
import { lifeOf, signIn } from "../../../../automation/aws/account/signIn";
import {
  clockResult,
  credentialsResult,
  IDENTITY_CHECK,
  usualDuration,
} from "../../../../automation/preflight/checks/identity";
import type { CheckResult } from "../../../../automation/preflight/finding";
import { checkStage, preflightError } from "../../../../automation/preflight/run";
import { ERROR_BODIES, FakeAws, withoutMocks } from "../../../support/fakes/fakeAws";
import { STSClient } from "@aws-sdk/client-sts";
import { recordOf } from "../../../support/records";
import { fakeReadings, fakeSubject } from "../../../support/subject";

const codeOf = (result: CheckResult): string => (result.kind === "found" ? result.code : result.kind);
const MINUTE = 60_000;

describe("the clock", () => {
  for (const [offset, code] of [
    [0, "passed"],
    [4.9 * MINUTE, "passed"],
    [5 * MINUTE, "CLOCK_SKEW"],
    [-20 * MINUTE, "CLOCK_SKEW"],
  ] as const)
    it(`that is ${String(offset / MINUTE)} minutes off is ${code}`, () => {
      assert.equal(codeOf(clockResult(offset, "linux")), code);
    });
});

describe("credentials", () => {
  const NOW = Date.UTC(2026, 10, 28);
  const life = (minutes: number | null) => ({
    expiresAt: minutes === null ? null : NOW + minutes * MINUTE,
    renewed: false,
    temporary: true,
  });
  const cases = [
    ["that end before a deployment usually does", life(10), 12 * MINUTE, "CREDENTIALS_EXPIRE_EARLY"],
    ["that end soon after it", life(15), 12 * MINUTE, "CREDENTIALS_EXPIRE_SOON"],
    ["that last long enough", life(30), 12 * MINUTE, "passed"],
    ["that end during a first deployment", life(20), null, "CREDENTIALS_EXPIRE_SOON"],
    ["whose end is unknown", life(null), 12 * MINUTE, "not available"],
    ["that are renewed", { ...life(1), renewed: true }, 12 * MINUTE, "passed"],
  ] as const;
  for (const [title, credentials, usual, code] of cases)
    it(`${title}: ${code}`, () => {
      assert.equal(codeOf(credentialsResult(credentials, usual, NOW)), code);
    });

  it("of environment variables are not renewed, those of a profile's role are", () => {
    assert.equal(lifeOf({ sessionToken: "t", $source: { CREDENTIALS_ENV_VARS: "g" } }).renewed, false);
    const sources = { CREDENTIALS_PROFILE_SOURCE_PROFILE: "o", CREDENTIALS_STS_ASSUME_ROLE: "i" };
    assert.equal(lifeOf({ sessionToken: "t", $source: sources }).renewed, true);
  });

  it("are compared with the longest of the recent successful deployments", () => {
    const record = (id: number, seconds: number, outcome: "succeeded" | "failed") => ({
      ...recordOf(id),
      outcome,
      endedAt: id + seconds,
    });
    const records = [record(3, 900, "failed"), record(2, 60, "succeeded"), record(1, 600, "succeeded")];
    assert.equal(usualDuration(records), 600_000);
  });
});

describe("the identity", () => {
  let aws: FakeAws;
  let putBack: () => void;
  before(async () => {
    putBack = withoutMocks([STSClient]);
    aws = await FakeAws.start();
  });
  after(() => {
    aws.stop();
    putBack();
  });

  const session = () => {
    const { stage } = fakeSubject().session;
    return {
      stage,
      target: { kind: "rehearsal", region: stage.region, account: stage.account, endpoint: aws.endpoint } as const,
    };
  };
  const error = async () => {
    const { target } = session();
    const readings = fakeReadings({ signIn: () => signIn(target) });
    return preflightError(await checkStage(fakeSubject({ session: session(), readings }), [IDENTITY_CHECK]));
  };
  const bodyOf = (account: string): string =>
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/ann</Arn><UserId>A</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

  it("of another account ends with exit code 3", async () => {
    aws.answer = () => ({ status: 200, headers: { "content-type": "text/xml" }, body: bodyOf("999999999999") });
    const found = await error();
    assert.deepEqual([found?.code, found?.exitCode], ["IDENTITY_MISMATCH", 3]);
  });

  for (const [code, status, finding] of [
    ["ExpiredToken", 403, "CREDENTIALS_EXPIRED"],
    ["InvalidClientTokenId", 403, "CREDENTIALS_MISSING"],
  ] as const)
    it(`that AWS refuses with ${code} is ${finding}, exit code 3`, async () => {
      aws.answer = () => ERROR_BODIES.query(status, code, "no");
      const { target } = session();
      const readings = fakeReadings({ signIn: () => signIn(target) });
      const checked = await checkStage(fakeSubject({ session: session(), readings }), [IDENTITY_CHECK]);
      assert.deepEqual(checked[0]?.results.map(codeOf), [finding]);
      assert.equal(preflightError(checked)?.exitCode, 3);
    });

  it("says how far the clock is off, by the date of the answer", async () => {
    const date = new Date(Date.now() + 20 * MINUTE).toUTCString();
    aws.answer = () => ({ status: 200, headers: { "content-type": "text/xml", date }, body: bodyOf("100000000001") });
    const { clockOffset } = await signIn(session().target);
    assert.equal(Math.round((clockOffset ?? 0) / MINUTE), 20);
  });
});
