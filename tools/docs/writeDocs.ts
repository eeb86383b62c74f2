import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { componentDocs } from "./componentDocs";
import { preflightDocs } from "./preflightDocs";

/** `make docs`: writes the pages that are generated. */
async function main(): Promise<void> {
  const root = join(__dirname, "../..");
  for (const [name, text] of [
    ["components.md", componentDocs(root)],
    ["preflight.md", preflightDocs()],
  ] as const) {
    const file = join(root, "docs", name);
    writeFileSync(file, await formatted(file, text));
  }
}

async function formatted(file: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

void main();
