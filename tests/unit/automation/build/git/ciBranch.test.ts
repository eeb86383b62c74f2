import { strict as assert } from "node:assert";
import { ciBranch } from "../../../../../automation/build/git/ciBranch";

type Environment = Readonly<Record<string, string>>;

describe("the branch of a CI checkout", () => {
  const GITHUB = { GITHUB_REF_NAME: "develop" };
  const GITLAB = { GITLAB_CI: "true" };
  const BITBUCKET = { BITBUCKET_BUILD_NUMBER: "7", BITBUCKET_BRANCH: "develop" };
  const CIRCLE = { CIRCLECI: "true", CIRCLE_BRANCH: "develop" };
  const AZURE = { TF_BUILD: "True", BUILD_SOURCEBRANCH: "refs/heads/develop" };
  const CODEBUILD = { CODEBUILD_BUILD_ID: "b:1", CODEBUILD_WEBHOOK_HEAD_REF: "refs/heads/develop" };
  const BUILDKITE = { BUILDKITE: "true", BUILDKITE_BRANCH: "develop", BUILDKITE_PULL_REQUEST: "false" };
  const JENKINS = { JENKINS_URL: "http://ci.example" };
  const CASES: readonly (readonly [what: string, environment: Environment, expected: string])[] = [
    ["GitHub, a push", { ...GITHUB, GITHUB_REF_TYPE: "branch" }, "branch develop"],
    ["GitHub, a tag", { ...GITHUB, GITHUB_REF_TYPE: "tag" }, "none"],
    ["GitHub, a pull request", { ...GITHUB, GITHUB_HEAD_REF: "topic" }, "pull-request topic"],
    ["GitLab, a push", { ...GITLAB, CI_COMMIT_BRANCH: "develop" }, "branch develop"],
    ["GitLab, a tag", { ...GITLAB, CI_COMMIT_TAG: "v1" }, "none"],
    ["GitLab, a merge request", { ...GITLAB, CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "topic" }, "pull-request topic"],
    ["Bitbucket, a push", BITBUCKET, "branch develop"],
    ["Bitbucket, a pull request", { ...BITBUCKET, BITBUCKET_PR_ID: "3" }, "pull-request develop"],
    ["CircleCI, a push", CIRCLE, "branch develop"],
    ["CircleCI, a pull request of a fork", { ...CIRCLE, CIRCLE_PR_NUMBER: "3" }, "pull-request develop"],
    ["Azure, a push", AZURE, "branch develop"],
    ["Azure, a tag", { ...AZURE, BUILD_SOURCEBRANCH: "refs/tags/v1" }, "none"],
    [
      "Azure, a pull request",
      { ...AZURE, BUILD_SOURCEBRANCH: "refs/pull/3/merge", SYSTEM_PULLREQUEST_SOURCEBRANCH: "refs/heads/topic" },
      "pull-request topic",
    ],
    ["CodeBuild, a push", { ...CODEBUILD, CODEBUILD_WEBHOOK_EVENT: "PUSH" }, "branch develop"],
    [
      "CodeBuild, a pull request",
      { ...CODEBUILD, CODEBUILD_WEBHOOK_EVENT: "PULL_REQUEST_UPDATED" },
      "pull-request develop",
    ],
    ["Buildkite, a push", BUILDKITE, "branch develop"],
    ["Buildkite, a tag", { ...BUILDKITE, BUILDKITE_TAG: "v1" }, "none"],
    ["Buildkite, a pull request", { ...BUILDKITE, BUILDKITE_PULL_REQUEST: "3" }, "pull-request develop"],
    ["Jenkins, a branch", { ...JENKINS, BRANCH_NAME: "develop" }, "branch develop"],
    ["Jenkins, a checkout of a remote branch", { ...JENKINS, GIT_BRANCH: "origin/develop" }, "branch develop"],
    ["Jenkins, a tag", { ...JENKINS, BRANCH_NAME: "v1", TAG_NAME: "v1" }, "none"],
    ["Jenkins, a change request", { ...JENKINS, BRANCH_NAME: "PR-3", CHANGE_BRANCH: "topic" }, "pull-request topic"],
    ["no CI system, with a variable of a general name", { BRANCH_NAME: "develop" }, "none"],
  ];
  for (const [what, environment, expected] of CASES) {
    it(`is detected: ${what}`, () => {
      const found = ciBranch(environment);
      assert.equal(found.kind === "none" ? "none" : `${found.kind} ${found.name}`, expected);
    });
  }
});
