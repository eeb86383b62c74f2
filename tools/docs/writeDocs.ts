import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { componentDocs } from "./componentDocs";

/** `make docs`: writes the pages that are generated. */
async function main(): Promise<void> {
  const root = join(__dirname, "../..");
  const file = join(root, "docs", "components.md");
  writeFileSync(file, await formatted(root, file));
}

async function formatted(root: string, file: string): Promise<string> {
  return format(componentDocs(root), { ...(await resolveConfig(file)), filepath: file });
}

void main();
