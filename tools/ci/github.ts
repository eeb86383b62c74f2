import { z } from "zod";
import { annotation } from "../../model/annotation";
import { DeployError } from "../../model/errors";

/** What GitHub Actions sets for every step, and `env` of the workflow for this one. */
const environmentSchema = z.object({
  GITHUB_API_URL: z.url(),
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  GITHUB_TOKEN: z.string().min(1),
});

/** Calls GitHub's REST API. */
export type CallGithub = (method: "GET" | "POST" | "PATCH", path: string, body?: object) => Promise<unknown>;

/**
 * @returns calls of the repository's API
 * @throws DeployError USAGE where a variable is missing
 */
export function openGithub(environment: NodeJS.ProcessEnv): CallGithub {
  const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token } = parsed(environment);
  return async (method, path, body) => {
    const response = await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return (await response.json()) as unknown;
    throw new DeployError(
      "GITHUB",
      `GitHub answered ${String(response.status)} to ${method} ${path}: ${(await response.text()).slice(0, 300)}`,
      "Check the permissions of the job in its workflow, and that its token has not expired.",
    );
  };
}

function parsed(environment: NodeJS.ProcessEnv): z.infer<typeof environmentSchema> {
  const found = environmentSchema.safeParse(environment);
  if (found.success) return found.data;
  const names = [...new Set(found.error.issues.map(({ path }) => path.join(".")))];
  throw new DeployError(
    "USAGE",
    `${names.join(", ")}: missing, or not as GitHub Actions sets it.`,
    "Run it in a step of a workflow, with `GITHUB_TOKEN: ${{ github.token }}` in its `env`.",
  );
}

/** Runs a step's program: an error is an annotation of the run. */
export function runStep(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    const known = error instanceof DeployError ? error : null;
    const [title, text] =
      known === null ? ["Internal error", String(error)] : [known.code, `${known.what} ${known.remedy}`];
    process.stderr.write(`${annotation(title, text)}\n`);
    process.exitCode = known?.exitCode ?? 1;
  });
}
