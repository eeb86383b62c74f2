import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStageName } from "../../model/stage/name";
import { parseStage } from "../../model/stage/parse";
import type { Stage } from "../../model/stage/stage";

/** The stage that a workflow names. @throws DeployError STAGE_UNKNOWN, CONFIG_INVALID */
export function readStage(root: string, stageName: string): Stage {
  const name = parseStageName(stageName);
  const file = `Pulumi.${name}.yaml`;
  return parseStage(name, file, readFileSync(join(root, file), "utf8"));
}
