import { execFile } from "node:child_process";
import { DeployError } from "../../../model/errors";

export type GoArchitecture = "arm64" | "amd64";

/** Module and target of a Go command. */
export interface GoTarget {
  /** Real path of the module's folder. */
  readonly module: string;
  readonly architecture: GoArchitecture;
  /** Aborts the command. The output of an aborted compiler is not used. */
  readonly signal?: AbortSignal | undefined;
}

export interface GoResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws DeployError TOOLCHAIN_GO, CANCELLED */
export function runGo(target: GoTarget, args: readonly string[], temporary?: string): Promise<GoResult> {
  const options = {
    cwd: target.module,
    env: { ...goEnvironment(target), ...(temporary === undefined ? {} : { GOTMPDIR: temporary }) },
    maxBuffer: 1 << 28,
    ...(target.signal === undefined ? {} : { signal: target.signal }),
  };
  return new Promise((resolve, reject) => {
    execFile("go", args, options, (error, stdout, stderr) => {
      if (target.signal?.aborted === true) reject(buildCancelled());
      else if (error?.code === "ENOENT") reject(goNotInstalled());
      else if (error !== null && typeof error.code !== "number" && stderr === "") reject(new Error(error.message));
      else resolve({ ok: error === null, stdout, stderr });
    });
  });
}

function goEnvironment({ module, architecture }: GoTarget): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // Go takes the working directory from PWD, links included.
    PWD: module,
    CGO_ENABLED: "0",
    GOOS: "linux",
    GOARCH: architecture,
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
  };
}

function goNotInstalled(): DeployError {
  return new DeployError(
    "TOOLCHAIN_GO",
    "Go is not installed, and handlers have changed since the last build.",
    "Install Go 1.24 or newer, then run the same command again.",
  );
}

function buildCancelled(): DeployError {
  return new DeployError(
    "CANCELLED",
    "The build was cancelled. Finished handlers are kept.",
    "Run the same command again: it builds the others.",
  );
}
