/** Address of the CI run that this is; null elsewhere. */
export function ciRun(environment: NodeJS.ProcessEnv = process.env): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  return server === undefined || repository === undefined || run === undefined
    ? null
    : `${server}/${repository}/actions/runs/${run}`;
}
