import { join } from "node:path";
import { ensurePulumi } from "../automation/engine/toolchain/pulumi";
import { DeployError } from "../model/errors";
import { ensureMinistack } from "../rehearsal/ministack/installation";
import type { Report } from "./report";

/* `make install`: the Pulumi CLI and the rehearsal's AWS. What is there already is left alone. */

const root = process.env["LISTBACKUP_ROOT"] ?? join(__dirname, "..");

const report: Report = {
  line: (text) => process.stdout.write(`${text}\n`),
  ...(process.stdout.isTTY ? { redraw: (text: string) => process.stdout.write(`\r\u001B[K${text}`) } : {}),
};

async function install(): Promise<void> {
  const { path, version, origin } = await ensurePulumi({
    root,
    report: report.line,
    ...(report.redraw && { redraw: report.redraw }),
  });
  report.line(`Pulumi ${version}: ${path} (${origin})`);
  const ministack = await ensureMinistack({ root, report });
  report.line(`MiniStack ${ministack.version}: ${ministack.python}`);
}

install().catch((error: unknown) => {
  if (!(error instanceof DeployError)) throw error;
  process.stderr.write(`error: ${error.what}\n${error.remedy}\n`);
  process.exitCode = error.exitCode;
});
