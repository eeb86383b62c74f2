import { z } from "zod";
import { DeployError } from "../../model/errors";
import { openGithub, runStep, type CallGithub } from "./github";
import { readStage } from "./stage";

/* `environment.ts STAGE`: fails where the GitHub environment of a protected stage lets every run pass. */

const environmentSchema = z.object({
  protection_rules: z.array(z.object({ type: z.string() })).default([]),
  deployment_branch_policy: z.object({}).loose().nullish(),
});

/** @throws DeployError GITHUB */
export async function requireApproval(root: string, stageName: string, call: CallGithub): Promise<void> {
  const stage = readStage(root, stageName);
  const { name } = stage;
  if (!stage.protected) return;
  const { protection_rules: rules, deployment_branch_policy: branches } = environmentSchema.parse(
    await call("GET", `environments/${name}`),
  );
  const missing = [
    ...(rules.some(({ type }) => type === "required_reviewers") ? [] : ["required reviewers"]),
    ...(branches === null || branches === undefined ? ["a restriction to branches"] : []),
  ];
  if (missing.length === 0) return;
  throw new DeployError(
    "GITHUB",
    `The GitHub environment "${name}" lacks ${missing.join(" and ")}: every run of every branch could change ${name}. Nothing was changed.`,
    `Set them in the repository's settings, Environments, ${name}: docs/github-actions.md.`,
  );
}

if (require.main === module)
  runStep(() => requireApproval(process.cwd(), process.argv[2] ?? "", openGithub(process.env)));
