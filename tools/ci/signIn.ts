import { DRIVER_NAMES } from "../../model/names";
import { requireKnownNames } from "../../model/knownNames";
import { runStep } from "./github";
import { readStage } from "./stage";

/* `signIn.ts STAGE deployment|preview`: the role that a workflow signs in to, as outputs of a step of GitHub Actions. */

const ROLES = {
  deployment: { name: DRIVER_NAMES.deploymentRole, seconds: 7_200 },
  preview: { name: DRIVER_NAMES.previewRole, seconds: 3_600 },
} as const;

/** Lines `name=value`. @throws DeployError STAGE_UNKNOWN, USAGE, STAGE_INVALID */
export function signIn(root: string, stageName: string, roleName: string): readonly string[] {
  const stage = readStage(root, stageName);
  requireKnownNames("role", [roleName], Object.keys(ROLES));
  const { account, region } = stage;
  const role = ROLES[roleName as keyof typeof ROLES];
  return [`arn=arn:aws:iam::${account}:role/${role.name}`, `region=${region}`, `seconds=${String(role.seconds)}`];
}

if (require.main === module) {
  const [, , stage = "", role = ""] = process.argv;
  // Nothing else is printed to stdout: it is the outputs of the step.
  runStep(async () => {
    process.stdout.write(`${signIn(process.cwd(), stage, role).join("\n")}\n`);
    return Promise.resolve();
  });
}
