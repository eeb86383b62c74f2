import { z } from "zod";

/* Settings of a stage's account, which `bootstrap` applies. Stages that share an account are described in docs/accounts.md. */

const OWNER = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?";
const NAME = "(?!\\.{1,2}(?:@|$))[A-Za-z0-9._-]{1,100}";
/** Ids never change, and are not given again where a repository or its owner is deleted. */
const ID = "@[1-9][0-9]{0,19}";

/**
 * A repository as the `sub` claim of its tokens names it: `owner/name`, or with ids, `owner@1234/name@5678`. GitHub has ids
 * in the claims of repositories that were created or renamed after July 2026, and of others where that was turned on. Without
 * `*` and `?`, which IAM would take for wildcards.
 * https://docs.github.com/en/actions/reference/openid-connect-reference#immutable-subject-claims
 */
const repository = z
  .string()
  .max(180)
  .regex(
    new RegExp(`^(?:${OWNER}/${NAME}|${OWNER}${ID}/${NAME}${ID})$`),
    "write a repository as owner/name, or with ids as owner@1234/name@5678, without address and wildcards",
  );

const branch = z
  .string()
  .max(255)
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/,
    "write the name of one branch, without refs/heads/ and wildcards",
  )
  .refine((name) => !name.startsWith("refs/"), { message: "write the name of the branch, without refs/heads/" });

const environment = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "write the name of one environment, in letters, digits, and . _ -");

/** Who may sign in to the account from GitHub Actions. */
export const githubSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    repository: repository.describe(
      "`owner/name`, or with ids `owner@1234/name@5678`, as tokens of the repository name it; in the upper and lower case that GitHub has.",
    ),
    branches: z.array(branch).max(20).describe("Branches whose workflows may deploy, in jobs without an environment."),
    environments: z.array(environment).max(20).describe("GitHub environments whose jobs may deploy."),
    pullRequests: z.boolean().describe("Whether workflows of pull requests may sign in, to preview only."),
  }),
]);
export type GithubSettings = z.infer<typeof githubSchema>;

const percent = z.number().positive().max(1000);

/** Who is notified of the account's costs. AWS Budgets sends the notifications. */
export const budgetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    monthlyUsd: z
      .number()
      .positive()
      .max(1_000_000_000)
      .describe("Budget per calendar month, of the whole account, in USD."),
    emails: z
      .array(z.email().max(50))
      .max(10)
      .describe("Recipients; without one the budget is only displayed in the console."),
    actualPercent: z
      .array(percent)
      .max(10)
      .describe("Percentages of the budget: a notification when the actual costs exceed one."),
    forecastPercent: z.array(percent).max(10).describe("The same for the costs that AWS forecasts for the month."),
  }),
]);
export type BudgetSettings = z.infer<typeof budgetSchema>;

/** A CloudTrail trail of the account's management events, in a bucket of its own. */
export const auditTrailSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    retentionDays: z
      .int()
      .min(1)
      .max(3650)
      .describe("Days for which recorded events cannot be deleted; afterwards they expire."),
  }),
]);
