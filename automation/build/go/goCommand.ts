import { execFile } from "node:child_process";
import { DeployError } from "../../../model/errors";

export type GoArchitecture = "arm64" | "amd64";

/** What the Go command is run for. */
export interface GoTarget {
  /** The module's folder: its real path, without links. */
  readonly module: string;
  readonly architecture: GoArchitecture;
  /** Aborted when the command is to stop: a compiler that was stopped says nothing about the source. */
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
    // Go believes the shell where it is, links and all.
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
    "Go is not installed, and handlers have changed since they were last built.",
    "Install Go 1.24 or newer, then the same command.",
  );
}

function buildCancelled(): DeployError {
  return new DeployError(
    "CANCELLED",
    "The build was cancelled; the handlers that were finished are kept.",
    "Run the same command again: it builds the rest.",
  );
}
