import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import type { DoctorFinding } from "./finding";

/** The tools of this machine. Installs nothing. */
export async function toolFindings(context: Context): Promise<readonly DoctorFinding[]> {
  const { findPulumi } = await import("../engine/toolchain/pulumi");
  const { findGo, findPython } = await import("../engine/toolchain/languages");
  const install = "Install what is missing with `make install`.";
  return [
    { id: "node", title: "Node.js", status: "ok", detail: process.version, remedy: "" },
    await tool("go", "Go, which builds the handlers", findGo, "Install Go 1.21 or newer."),
    await tool("pulumi", "Pulumi CLI", () => findPulumi({ root: context.wiring.root }), install),
    await tool(
      "python",
      "Python, which runs the rehearsal's AWS",
      findPython,
      "Install Python 3.10 or newer with venv; only a rehearsal needs it.",
    ),
  ];
}

async function tool(
  id: string,
  title: string,
  find: () => Promise<{ readonly path: string; readonly version: string } | null>,
  remedy: string,
): Promise<DoctorFinding> {
  try {
    const found = await find();
    if (found === null) return { id, title, status: "fail", detail: "not found", remedy };
    return { id, title, status: "ok", detail: `${found.version} (${found.path})`, remedy: "" };
  } catch (error) {
    if (error instanceof DeployError) return { id, title, status: "fail", detail: error.what, remedy: error.remedy };
    throw error;
  }
}
