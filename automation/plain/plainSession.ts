import { parseStageName } from "../../model/stage/name";
import { DeployError } from "../../model/errors";
import { requireLoopback, type AwsTarget } from "../aws/target";
import { readStage, type Session } from "../session";

/** Address of the local AWS, `http://127.0.0.1:PORT`: `bin/deploy rehearse --env` exports it. */
export const REHEARSAL_ENDPOINT = "LISTBACKUP_REHEARSAL_ENDPOINT";

/**
 * The stage of a Pulumi stack, and where its AWS is, for `pulumi preview` and `pulumi up`.
 * @param stack its name, without organization and project
 * @throws DeployError STAGE_UNKNOWN, CONFIG_INVALID, CONFIG_UNREADABLE, ENDPOINT_NOT_LOOPBACK, IDENTITY_MISMATCH
 */
export async function openPlainSession(root: string, stack: string, environment: NodeJS.ProcessEnv): Promise<Session> {
  const stage = await readStage(root, stageOfStack(stack));
  const session = sessionOf(stage, environment);
  const { requireAccount } = await import("../aws/account/identity");
  await requireAccount(session.target);
  return session;
}

function stageOfStack(stack: string): Session["stage"]["name"] {
  try {
    return parseStageName(stack);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const remedy = `A stack has the name of its stage. ${error.remedy} Remove this one: \`pulumi stack rm ${stack}\`.`;
    throw new DeployError(error.code, error.what, remedy, { cause: error });
  }
}

function sessionOf(stage: Session["stage"], environment: NodeJS.ProcessEnv): Session {
  const { region, account } = stage;
  const endpoint = environment[REHEARSAL_ENDPOINT];
  if (endpoint === undefined || endpoint === "") {
    const profile = environment["AWS_PROFILE"];
    const target: AwsTarget = { kind: "aws", region, account, ...(profile === undefined ? {} : { profile }) };
    return { stage, target };
  }
  requireLoopback(endpoint);
  // Where no provider is attached, the engine starts the official one.
  const provider = (environment["PULUMI_DEBUG_PROVIDERS"] ?? "").includes("aws:") ? "offline" : "official";
  return {
    stage: { ...stage, rehearsal: { endpoint, provider } },
    target: { kind: "rehearsal", region, account, endpoint },
  };
}
