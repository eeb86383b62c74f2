import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { troubleshootingPage } from "./page";

/** `make docs`: writes docs/troubleshooting.md. */
async function main(): Promise<void> {
  const file = join(__dirname, "../../docs/troubleshooting.md");
  writeFileSync(file, await format(troubleshootingPage(), { ...(await resolveConfig(file)), filepath: file }));
}

void main();
