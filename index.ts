import { Config, getRootDirectory, getStack, log, RunError, runtime } from "@pulumi/pulumi";
import { plainInputs } from "./automation/plain/plainProgram";
import { stageProgram } from "./components/program";
import { DeployError } from "./model/errors";

/*
 * The program for `pulumi preview` and `pulumi up`. It deploys the same stage as `bin/deploy up`, without most of the
 * checks around it: docs/plain-pulumi.md says which.
 */

/**
 * Every error of this program becomes a RunError, which Pulumi prints as it is. It formats any other error by
 * util.inspect with colors, and that of Node.js 20 does not end on some stack lines of @pulumi/pulumi.
 */
async function asRunError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (RunError.isInstance(error)) throw error;
    if (error instanceof DeployError) throw new RunError(`${error.what}\n${error.remedy} (${error.code})`);
    throw new RunError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

export = (): Promise<Record<string, unknown>> =>
  asRunError(async () => {
    const config = new Config("listbackup");
    const inputs = await plainInputs({
      root: getRootDirectory(),
      stack: getStack(),
      isPreview: runtime.isDryRun(),
      release: config.get("release"),
      allowRelease: config.get("allowRelease"),
      environment: process.env,
      warn: (line) => log.warn(line),
    });
    return stageProgram(inputs)();
  });
