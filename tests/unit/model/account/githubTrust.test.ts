import { strict as assert } from "node:assert";
import { githubSubjects, githubTrust } from "../../../../model/account/githubTrust";
import { githubSchema, type GithubSettings } from "../../../../model/stage/account";

const SETTINGS: GithubSettings = {
  kind: "on",
  repository: "acme/backend",
  branches: ["main"],
  environments: ["production"],
  pullRequests: true,
};
const OTHER: GithubSettings = { ...SETTINGS, branches: [], environments: ["recovery"], pullRequests: false };

describe("the trust in GitHub's tokens", () => {
  it("names branches and environments of the repository for deployments", () => {
    assert.deepEqual(githubSubjects([SETTINGS], "deploy"), [
      "repo:acme/backend:ref:refs/heads/main",
      "repo:acme/backend:environment:production",
    ]);
  });

  it("names pull requests for previews only", () => {
    assert.deepEqual(githubSubjects([SETTINGS], "preview"), ["repo:acme/backend:pull_request"]);
  });

  it("has the subjects of all stages of the account", () => {
    assert.deepEqual(githubSubjects([SETTINGS, OTHER], "deploy").slice(1), [
      "repo:acme/backend:environment:production",
      "repo:acme/backend:environment:recovery",
    ]);
  });

  it("compares audience and subject in full", () => {
    assert.deepEqual(githubTrust("100000000001", [SETTINGS], "preview"), {
      Sid: "GithubActions",
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::100000000001:oidc-provider/token.actions.githubusercontent.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": ["repo:acme/backend:pull_request"],
        },
      },
    });
  });

  it("does not exist where no token may sign in", () => {
    assert.equal(githubTrust("100000000001", [{ kind: "off" }, OTHER], "preview"), null);
  });

  it("has the ids of owner and repository where their names have them", () => {
    const parsed = githubSchema.parse({ ...SETTINGS, repository: "acme@12/backend@345" });
    assert.deepEqual(githubSubjects([parsed], "preview"), ["repo:acme@12/backend@345:pull_request"]);
  });

  for (const [title, wrong] of [
    ["an address", { repository: "https://github.com/acme/backend" }],
    ["no owner", { repository: "backend" }],
    ["a wildcard for the name", { repository: "acme/*" }],
    ["a wildcard for the owner", { repository: "*/backend" }],
    ["a claim within the name", { repository: "acme/backend:ref:refs/heads/main" }],
    ["a parent folder", { repository: "acme/.." }],
    ["an id of the owner only", { repository: "acme@12/backend" }],
    ["an id that is no number", { repository: "acme@12/backend@*" }],
    ["a wildcard branch", { branches: ["*"] }],
    ["a branch with a wildcard", { branches: ["release/?"] }],
    ["a branch by its ref", { branches: ["refs/heads/main"] }],
    ["a wildcard environment", { environments: ["prod*"] }],
    ["an environment with a colon", { environments: ["a:b"] }],
  ] as const) {
    it(`is refused with ${title}`, () => {
      assert.equal(githubSchema.safeParse({ ...SETTINGS, ...wrong }).success, false);
    });
  }
});
