import { readFileSync } from "node:fs";
import { z } from "zod";
import { openGithub, runStep } from "./github";

/* `comment.ts STAGE FILE`: a preview as the one comment of a pull request, edited in place. */

/** GitHub refuses longer comments. characters */
export const MAX_COMMENT_LENGTH = 65_536;
const COMMENTS_PER_PAGE = 100;

/** What GitHub Actions sets. */
const runSchema = z.object({
  GITHUB_EVENT_PATH: z.string(),
  GITHUB_SERVER_URL: z.url(),
  GITHUB_REPOSITORY: z.string(),
  GITHUB_RUN_ID: z.string(),
});

const eventSchema = z.object({ pull_request: z.object({ number: z.int().positive() }) });
const commentsSchema = z.array(z.object({ id: z.int(), body: z.string().nullish() }));

/** How one comment is found among the others; it is not shown. */
function marker(stage: string): string {
  return `<!-- listbackup-preview ${stage} -->`;
}

/**
 * The text of the comment. One that is too long loses its end, at a line: the beginning has replacements, risks and the
 * summary.
 * @param run address of the run, where the whole preview is
 */
export function commentBody(stage: string, preview: string, run: string): string {
  const body = `${marker(stage)}\n${preview}`;
  if (body.length <= MAX_COMMENT_LENGTH) return body;
  const note = `\n\n… The preview is longer than a comment may be: [whole preview](${run}).\n`;
  // Lists of changes may be folded.
  const closing = "\n\n</details>";
  const cut = body.slice(0, MAX_COMMENT_LENGTH - note.length - closing.length);
  const whole = cut.slice(0, cut.lastIndexOf("\n"));
  const isFolded = whole.split("<details").length > whole.split("</details>").length;
  return `${whole}${isFolded ? closing : ""}${note}`;
}

/** Writes or replaces the comment. @throws DeployError GITHUB, USAGE */
export async function comment(stage: string, preview: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const call = openGithub(environment);
  const run = runSchema.parse(environment);
  const { number } = eventSchema.parse(JSON.parse(readFileSync(run.GITHUB_EVENT_PATH, "utf8"))).pull_request;
  const address = `${run.GITHUB_SERVER_URL}/${run.GITHUB_REPOSITORY}/actions/runs/${run.GITHUB_RUN_ID}`;
  const body = commentBody(stage, preview, address);
  const comments = `issues/${String(number)}/comments`;
  const existing = await findComment(stage, (page) =>
    call("GET", `${comments}?per_page=${String(COMMENTS_PER_PAGE)}&page=${String(page)}`),
  );
  if (existing === null) await call("POST", comments, { body });
  else await call("PATCH", `issues/comments/${String(existing)}`, { body });
}

async function findComment(stage: string, page: (n: number) => Promise<unknown>): Promise<number | null> {
  for (let n = 1; ; n += 1) {
    const comments = commentsSchema.parse(await page(n));
    const found = comments.find(({ body }) => body?.startsWith(marker(stage)) === true);
    if (found !== undefined) return found.id;
    if (comments.length < COMMENTS_PER_PAGE) return null;
  }
}

if (require.main === module) {
  const [, , stage = "", file = ""] = process.argv;
  runStep(async () => comment(stage, readFileSync(file, "utf8"), process.env));
}
