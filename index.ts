import { Config, getRootDirectory, getStack, log, RunError, runtime } from "@pulumi/pulumi";
import { plainInputs } from "./automation/plain/plainProgram";
import { stageProgram } from "./components/program";
import { DeployError } from "./model/errors";

/*
 * The program for `pulumi preview` and `pulumi up`. It deploys the same stage as `bin/deploy up`, without most of the
 * checks around it: docs/plain-pulumi.md says which.
 */

/**
 * Every error of this program becomes a RunError without a stack, which Pulumi prints as it is. It formats the stack of any
 * error by util.inspect with colors (of a RunError for its trace), and that of Node.js 20 does not end on some stack lines
 * of @pulumi/pulumi.
 */
async function asRunError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withoutStack(RunError.isInstance(error) ? error : new RunError(messageOf(error)));
  }
}

function messageOf(error: unknown): string {
  if (error instanceof DeployError) return `${error.what}\n${error.remedy} (${error.code})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function withoutStack(error: RunError): RunError {
  error.stack = "";
  return error;
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
