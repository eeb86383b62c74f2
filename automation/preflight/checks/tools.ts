import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FindingCode } from "../../../model/preflight/findings";
import { installCommand, TOOLS, type ToolId } from "../../../model/preflight/tools";
import { DeployError } from "../../../model/errors";
import { locate, run } from "../../../tools/command";
import { isAtLeast, parseVersion, versionText, type Version } from "../../../tools/version";
import type { Context } from "../../commands/command";
import { ALWAYS, DOCTOR, type MachineCheck } from "../check";
import { found, notAvailable, passed, type CheckResult } from "../finding";

/** The tools of this machine. Installs nothing. */
export const TOOL_CHECKS: readonly MachineCheck[] = [
  { id: "node", on: "machine", purposes: ALWAYS, run: () => Promise.resolve(nodeVersion(process.version)) },
  { id: "go", on: "machine", purposes: DOCTOR, run: go },
  { id: "make", on: "machine", purposes: DOCTOR, run: () => program("make", "make", ["--version"], "MAKE_MISSING") },
  { id: "git", on: "machine", purposes: DOCTOR, run: () => program("git", "git", ["--version"], "GIT_MISSING") },
  { id: "pulumi", on: "machine", purposes: DOCTOR, run: pulumi },
  { id: "aws-cli", on: "machine", purposes: DOCTOR, run: awsCli },
  // A rehearsal that runs has its Python, and a deployment to AWS needs none.
  { id: "python", on: "machine", purposes: DOCTOR, withoutStage: true, run: python },
];

function oldestOf(tool: ToolId): Version {
  return parseVersion(TOOLS[tool].oldest) ?? [0, 0, 0];
}

/** The finding of a tool, with the command that installs it on this system. */
function toolFinding(code: FindingCode, tool: ToolId, detail: string): CheckResult {
  return found(code, detail, `Install it: \`${installCommand(tool, process.platform)}\`.`);
}

/** @param text `v20.20.1` */
export function nodeVersion(text: string): CheckResult {
  const version = parseVersion(text);
  if (version !== null && isAtLeast(version, oldestOf("node"))) return passed(text);
  return toolFinding("NODE_TOO_OLD", "node", `${text}; ${TOOLS.node.oldest} or newer is needed`);
}

/** A program that prints its version. */
async function program(tool: ToolId, name: string, args: readonly string[], code: FindingCode): Promise<CheckResult> {
  const path = await locate(name);
  if (path === null) return toolFinding(code, tool, `${TOOLS[tool].title} was not found`);
  const outcome = await run(path, args, { limitSeconds: 20 });
  const version = outcome.kind === "ended" && outcome.code === 0 ? parseVersion(outcome.stdout) : null;
  if (version === null) return toolFinding(code, tool, `${path} does not run`);
  if (tool === "make" && outcome.kind === "ended" && !outcome.stdout.includes("GNU"))
    return toolFinding(code, tool, `${path} is not GNU Make`);
  return isAtLeast(version, oldestOf(tool))
    ? passed(`${versionText(version)} (${path})`)
    : toolFinding(code, tool, `${path} is ${versionText(version)}; ${TOOLS[tool].oldest} or newer is needed`);
}

async function go({ wiring }: Context): Promise<CheckResult> {
  const { findGo } = await import("../../engine/toolchain/languages");
  const { backendPath } = await import("../../build/settings");
  const [tool, needed] = await Promise.all([
    findGo().catch(asReason),
    backendPath(wiring.root)
      .then((backend) => readFile(join(backend, "go.mod"), "utf8"))
      .then(neededGo)
      .catch(() => null),
  ]);
  if (tool === null) return toolFinding("TOOLCHAIN_GO", "go", "Go was not found");
  if (typeof tool === "string") return toolFinding("TOOLCHAIN_GO", "go", tool);
  const version = parseVersion(tool.version) ?? [0, 0, 0];
  const detail = `${tool.version} (${tool.path})`;
  if (needed === null || isAtLeast(version, needed)) return passed(detail);
  const outcome = await run(tool.path, ["env", "GOTOOLCHAIN"], { limitSeconds: 20 });
  const toolchain = outcome.kind === "ended" ? outcome.stdout.trim() : "";
  if (toolchain !== "local") return passed(`${detail}; downloads ${versionText(needed)}, which go.mod needs`);
  return toolFinding(
    "TOOLCHAIN_GO",
    "go",
    `${tool.path} is ${tool.version}; the backend's go.mod needs ${versionText(needed)}, and GOTOOLCHAIN=local forbids its download`,
  );
}

/** The version in the `go` line of a go.mod. */
export function neededGo(module: string): Version | null {
  const text = /^go (\S+)/m.exec(module)?.[1];
  return text === undefined ? null : parseVersion(text);
}

/** The text of an expected error; other errors are errors of the program. */
function asReason(error: unknown): string {
  if (error instanceof DeployError) return error.what;
  throw error;
}

async function pulumi({ wiring }: Context): Promise<CheckResult> {
  const { findPulumi } = await import("../../engine/toolchain/pulumi");
  const cli = await findPulumi({ root: wiring.root }).catch(asReason);
  if (cli === null) return toolFinding("TOOLCHAIN_PULUMI", "pulumi", "No Pulumi CLI that fits the SDK was found");
  if (typeof cli === "string") return toolFinding("TOOLCHAIN_PULUMI", "pulumi", cli);
  return passed(`${cli.version} (${cli.path})`);
}

/** `aws --version` takes half a second, so its version is cached until the file changes. */
async function awsCli({ wiring }: Context): Promise<CheckResult> {
  const path = await locate("aws");
  if (path === null) return notAvailable("not installed; optional", installHint("awsCli"));
  const { probeVersion } = await import("../../engine/toolchain/probe");
  const text = await probeVersion(path, join(wiring.root, ".tools"), { name: "aws", args: ["--version"] });
  const version = text === null ? null : parseVersion(text);
  if (version !== null && isAtLeast(version, oldestOf("awsCli"))) return passed(`${versionText(version)} (${path})`);
  return toolFinding("AWS_CLI_MISSING", "awsCli", `${path} ${text === null ? "does not run" : `is ${text}`}`);
}

function installHint(tool: ToolId): string {
  return `To install it: \`${installCommand(tool, process.platform)}\`.`;
}

async function python(): Promise<CheckResult> {
  const { findPython } = await import("../../engine/toolchain/languages");
  const tool = await findPython().catch(asReason);
  if (tool === null) return toolFinding("TOOLCHAIN_PYTHON", "python", "Python was not found");
  if (typeof tool === "string") return toolFinding("TOOLCHAIN_PYTHON", "python", tool);
  return passed(`${tool.version} (${tool.path})`);
}
