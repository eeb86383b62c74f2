import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Facts } from "../../../../model/catalog/check/rule";
import type { HandlerFacts } from "../../../../model/catalog/check/facts/sourceFacts";
import { codeFolder } from "../../../../model/catalog/code";
import { allFunctions } from "../../../../model/catalog/functions";
import { parseCatalog } from "../../../../model/catalog/parse/parseCatalog";

export type Files = Readonly<Record<string, string>>;

const ROOT = join(__dirname, "../../../..");

/** Files of this project's catalog: `catalog/services/users.yaml`. */
const PROJECT_FILES = readFiles(join(ROOT, "catalog"));
/** Files of the sample backend's catalog. */
const BACKEND_FILES = readFiles(join(ROOT, "rehearsal", "backend", "catalog"));
/** The catalog of the sample backend. */
export const REAL_FILES: Files = { ...PROJECT_FILES, ...BACKEND_FILES };
/** Path within the project, by name in the catalog. */
export const REAL_PATHS: Files = Object.fromEntries(
  Object.keys(REAL_FILES).map((name) => [name, name in BACKEND_FILES ? `rehearsal/backend/${name}` : name]),
);

/** Facts with all handlers, which read and call nothing, and with all settings. */
export const EMPTY_FACTS: Facts = {
  source: { handlers: new Map(handlersOf(REAL_FILES).map((handler) => [codeFolder(handler), emptyHandlerFacts()])) },
  changed: [],
  settings: new Map([
    [
      "Pulumi.dev.yaml",
      new Map(
        ["frontend-url", "oauth-redirect-url", "oauth-success-url", "oauth-error-url", "email-from"].map((name) => [
          name,
          "https://app.example.com",
        ]),
      ),
    ],
  ]),
};

/** Facts about a handler that reads and calls nothing. */
export function emptyHandlerFacts(): HandlerFacts {
  return { errors: [], reads: [], parameters: [], claims: [], context: [], calls: [] };
}

/** The files with the first occurrence of a text replaced. @throws Error if the text is missing */
export function replaceText(files: Files, file: string, find: string, replace: string): Files {
  const name = `catalog/${file}`;
  const text = files[name];
  if (text === undefined || !text.includes(find)) throw new Error(`${name} has no ${JSON.stringify(find)}`);
  return { ...files, [name]: text.replace(find, () => replace) };
}

function readFiles(root: string): Files {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return Object.fromEntries(names.map((name) => [`catalog/${name}`, readFileSync(join(root, name), "utf8")]));
}

function handlersOf(files: Files): readonly string[] {
  const { catalog } = parseCatalog(files);
  if (catalog === null) throw new Error("the catalog does not parse");
  return allFunctions(catalog).map(({ spec }) => spec.handler);
}
