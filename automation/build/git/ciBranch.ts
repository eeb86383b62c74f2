/** Branch or pull request of a CI checkout. */
export type CiBranch =
  | { readonly kind: "branch"; readonly name: string }
  /** A pull or merge request: its code is not on a branch of the repository yet, whatever the name of its own branch. */
  | { readonly kind: "pull-request"; readonly name: string }
  | { readonly kind: "none" };

type Environment = Readonly<Record<string, string | undefined>>;

interface CiSystem {
  readonly name: string;
  /** Whether this process runs in it. */
  readonly detect: (environment: Environment) => boolean;
  /** The branch of a pull request; undefined or empty where there is none. */
  readonly pullRequest: (environment: Environment) => string | undefined;
  readonly branch: (environment: Environment) => string | undefined;
}

/** `refs/heads/develop` is a branch; `refs/tags/v1` and `refs/pull/7/merge` are not. */
function branchOfRef(ref: string | undefined): string | undefined {
  return ref?.startsWith("refs/heads/") === true ? ref.slice("refs/heads/".length) : undefined;
}

const isSet = (text: string | undefined): text is string => text !== undefined && text !== "";

/** CI systems, with the variables from their documentation. */
const CI_SYSTEMS: readonly CiSystem[] = [
  {
    name: "GitHub Actions",
    detect: (env) => isSet(env["GITHUB_REF_NAME"]),
    pullRequest: (env) => env["GITHUB_HEAD_REF"],
    branch: (env) => (env["GITHUB_REF_TYPE"] === "tag" ? undefined : env["GITHUB_REF_NAME"]),
  },
  {
    name: "GitLab CI",
    detect: (env) => isSet(env["GITLAB_CI"]),
    pullRequest: (env) => env["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
    branch: (env) => env["CI_COMMIT_BRANCH"],
  },
  {
    name: "Bitbucket Pipelines",
    detect: (env) => isSet(env["BITBUCKET_BUILD_NUMBER"]),
    pullRequest: (env) => (isSet(env["BITBUCKET_PR_ID"]) ? env["BITBUCKET_BRANCH"] : undefined),
    branch: (env) => env["BITBUCKET_BRANCH"],
  },
  {
    name: "CircleCI",
    detect: (env) => isSet(env["CIRCLECI"]),
    pullRequest: (env) => (isSet(env["CIRCLE_PR_NUMBER"]) ? env["CIRCLE_BRANCH"] : undefined),
    branch: (env) => env["CIRCLE_BRANCH"],
  },
  {
    name: "Azure Pipelines",
    detect: (env) => isSet(env["TF_BUILD"]),
    pullRequest: (env) => branchOfRef(env["SYSTEM_PULLREQUEST_SOURCEBRANCH"]),
    branch: (env) => branchOfRef(env["BUILD_SOURCEBRANCH"]),
  },
  {
    name: "AWS CodeBuild",
    detect: (env) => isSet(env["CODEBUILD_BUILD_ID"]),
    pullRequest: (env) =>
      env["CODEBUILD_WEBHOOK_EVENT"]?.startsWith("PULL_REQUEST") === true
        ? branchOfRef(env["CODEBUILD_WEBHOOK_HEAD_REF"])
        : undefined,
    branch: (env) => branchOfRef(env["CODEBUILD_WEBHOOK_HEAD_REF"]),
  },
  {
    name: "Buildkite",
    detect: (env) => isSet(env["BUILDKITE"]),
    pullRequest: (env) => (/^\d+$/.test(env["BUILDKITE_PULL_REQUEST"] ?? "") ? env["BUILDKITE_BRANCH"] : undefined),
    branch: (env) => (isSet(env["BUILDKITE_TAG"]) ? undefined : env["BUILDKITE_BRANCH"]),
  },
  {
    name: "Jenkins",
    detect: (env) => isSet(env["JENKINS_URL"]),
    pullRequest: (env) => env["CHANGE_BRANCH"],
    branch: (env) =>
      isSet(env["TAG_NAME"]) ? undefined : (env["BRANCH_NAME"] ?? env["GIT_BRANCH"]?.replace(/^origin\//, "")),
  },
];

/** The branch from the CI system; `none` outside CI. */
export function ciBranch(environment: Environment): CiBranch {
  const system = CI_SYSTEMS.find(({ detect: runs }) => runs(environment));
  if (system === undefined) return { kind: "none" };
  const request = system.pullRequest(environment);
  if (isSet(request)) return { kind: "pull-request", name: request };
  const branch = system.branch(environment);
  return isSet(branch) ? { kind: "branch", name: branch } : { kind: "none" };
}
