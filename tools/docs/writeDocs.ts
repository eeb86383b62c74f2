import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "./generatedPages";

/** `make docs`: writes the pages that are generated. */
async function main(): Promise<void> {
  const root = join(__dirname, "../..");
  for (const { file, text } of await generatedPages(root)) writeFileSync(join(root, file), text);
}

void main();
