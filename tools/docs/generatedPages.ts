import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { troubleshootingPage } from "../../automation/knownErrors/page";
import { accessDocs } from "./accessDocs";
import { commandDocs } from "./commandDocs";
import { componentDocs } from "./componentDocs";
import { configurationDocs } from "./configurationDocs";
import { deploymentTimesDocs } from "./deploymentTimesDocs";
import { jsonDocs } from "./jsonDocs";
import { jsonSchemas } from "./jsonSchemas";
import { libraryDocs } from "./libraryDocs";
import { preflightDocs } from "./preflightDocs";
import { reviewDocs } from "./reviewDocs";

/** A page that `make docs` writes. */
export interface GeneratedPage {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
}

/** Pages by file. A test compares them with what is committed. */
const PAGES: Readonly<Record<string, (root: string) => string>> = {
  "docs/access.md": accessDocs,
  "docs/commands.md": commandDocs,
  "docs/components.md": componentDocs,
  "docs/configuration.md": configurationDocs,
  "docs/deployment-times.md": deploymentTimesDocs,
  "docs/json.md": jsonDocs,
  "docs/library.md": libraryDocs,
  "docs/preflight.md": preflightDocs,
  "docs/security-review.md": reviewDocs,
  "docs/troubleshooting.md": troubleshootingPage,
};

export function generatedPages(root: string): Promise<readonly GeneratedPage[]> {
  const schemas = Object.entries(jsonSchemas(root)).map(
    ([command, schema]) => [`docs/schemas/${command}.json`, JSON.stringify(schema)] as const,
  );
  const pages = Object.entries(PAGES).map(([file, write]) => [file, write(root)] as const);
  return Promise.all(
    [...pages, ...schemas].map(async ([file, text]) => {
      const path = join(root, file);
      return { file, text: await format(text, { ...(await resolveConfig(path)), filepath: path }) };
    }),
  );
}
