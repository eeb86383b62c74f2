import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { troubleshootingPage } from "../../automation/knownErrors/page";
import { accessDocs } from "./accessDocs";
import { commandDocs } from "./commandDocs";
import { componentDocs } from "./componentDocs";
import { configurationDocs } from "./configurationDocs";
import { deploymentTimesDocs } from "./deploymentTimesDocs";
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
  "docs/library.md": libraryDocs,
  "docs/preflight.md": preflightDocs,
  "docs/security-review.md": reviewDocs,
  "docs/troubleshooting.md": troubleshootingPage,
};

export function generatedPages(root: string): Promise<readonly GeneratedPage[]> {
  return Promise.all(
    Object.entries(PAGES).map(async ([file, write]) => {
      const path = join(root, file);
      return { file, text: await format(write(root), { ...(await resolveConfig(path)), filepath: path }) };
    }),
  );
}
