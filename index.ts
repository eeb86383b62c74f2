import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Config, getStack } from "@pulumi/pulumi";
import { stageProgram } from "./components/program";
import { DeployError } from "./model/errors";
import { releaseSchema, type Release } from "./model/release/release";
import { parseStageName } from "./model/stage/name";
import { parseStage } from "./model/stage/parse";

/*
 * The program for people who type `pulumi up` with the vendor's CLI. It brings up the same stage as `bin/deploy up`,
 * without the checks around it: no identity check, no gates, no guard of data, no verification.
 */

/** The release that configuration key `release` names: a file, or `working` for what was built last. */
function readRelease(): Release {
  const named = new Config("listbackup").get("release") ?? "working";
  const file = named === "working" ? join(__dirname, ".build", "release.json") : named;
  if (!existsSync(file)) {
    throw new DeployError("RELEASE_UNKNOWN", `There is no release in ${file}.`, "Build one first: `bin/deploy build`.");
  }
  const parsed = releaseSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  throw new DeployError(
    "RELEASE_INVALID",
    `${file} is no release of this program's form.`,
    "Build it again: `bin/deploy build`.",
  );
}

export = async (): Promise<Record<string, unknown>> => {
  const name = parseStageName(getStack());
  const file = `Pulumi.${name}.yaml`;
  const stage = parseStage(name, file, readFileSync(join(__dirname, file), "utf8"));
  return stageProgram({ stage, release: readRelease() })();
};
