import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/*
 * docs/components.md, from the declarations and comments of what the package exports. Tables hold a row for each member;
 * the test of this file compares the page with them.
 */

/** A table of the page: the members of an interface or class. */
interface Section {
  readonly heading: string;
  readonly file: string;
  readonly declaration: string;
}

const COMPONENTS: readonly (readonly [title: string, sections: readonly Section[]])[] = [
  [
    "StageStack",
    [
      { heading: "Arguments", file: "components/stage/stageStack.ts", declaration: "StageStackArgs" },
      { heading: "Properties", file: "components/stage/stageStack.ts", declaration: "StageStack" },
      { heading: "Outputs", file: "components/stage/outputs.ts", declaration: "StageOutputs" },
    ],
  ],
  [
    "LambdaService",
    [
      { heading: "Arguments", file: "components/functions/lambdaService.ts", declaration: "LambdaServiceArgs" },
      {
        heading: "Arguments of a function",
        file: "components/functions/lambdaService.ts",
        declaration: "ServiceFunctionArgs",
      },
      { heading: "Properties", file: "components/functions/lambdaService.ts", declaration: "LambdaService" },
    ],
  ],
  [
    "AuditTrail",
    [
      { heading: "Arguments", file: "components/account/auditTrail.ts", declaration: "AuditTrailArgs" },
      { heading: "Properties", file: "components/account/auditTrail.ts", declaration: "AuditTrail" },
    ],
  ],
];

const INTRODUCTION = `# Components

The package exports Pulumi components for programs of your own. [examples/stage](../examples/stage/index.ts) is a whole
program. \`make library\` compiles the package, and \`npm pack\` packs it. \`defineStage\` takes the settings that
[a stage file](../Pulumi.dev.yaml) explains.

This page is generated from the declarations: \`make docs\`.
`;

/** @param root the project's folder */
export function componentDocs(root: string): string {
  const parts = COMPONENTS.map(([title, sections]) => {
    const [{ file } = { file: "" }] = sections;
    const tables = sections.map((section) => sectionText(root, section));
    return [`## ${title}\n`, `${documentationOf(declarationIn(root, file, title))}\n`, ...tables].join("\n");
  });
  return [INTRODUCTION, ...parts].join("\n");
}

function sectionText(root: string, { heading, file, declaration }: Section): string {
  const node = declarationIn(root, file, declaration);
  const rows = [...node.members].filter(isPublic).map((member) => rowOf(member, node));
  const head = ["name", "type", "default", "description"];
  return [`### ${heading}: \`${declaration}\`\n`, line(head), line(head.map(() => "---")), ...rows.map(line), ""].join(
    "\n",
  );
}

type Declaration = ts.InterfaceDeclaration | ts.ClassDeclaration;
type Member = ts.TypeElement | ts.ClassElement;

function declarationIn(root: string, file: string, name: string): Declaration {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const found = source.statements.find(
    (node): node is Declaration =>
      (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.text === name,
  );
  if (found === undefined) throw new Error(`${file} has no declaration ${name}`);
  return found;
}

function isPublic(member: Member): boolean {
  if (member.name === undefined || ts.isPrivateIdentifier(member.name)) return false;
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member) && !ts.isGetAccessor(member)) return false;
  const modifiers = ts.getModifiers(member) ?? [];
  return !modifiers.some(
    ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
  );
}

function rowOf(member: Member, parent: Declaration): readonly string[] {
  const name = member.name?.getText() ?? "";
  const type = (member as ts.PropertySignature).type?.getText().replace(/ \| undefined$/, "") ?? "";
  const isOptional = "questionToken" in member && member.questionToken !== undefined;
  const standard = ts
    .getJSDocTags(member)
    .filter(({ tagName }) => tagName.text === "default")
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
  if (isOptional && standard.length === 0) throw new Error(`${parent.name?.text ?? ""}.${name} has no @default`);
  const required = ts.isInterfaceDeclaration(parent) && parent.name.text.endsWith("Args") && !isOptional;
  return [`\`${name}\``, `\`${type}\``, required ? "required" : standard.join(" "), documentationOf(member)];
}

function documentationOf(node: ts.Node): string {
  const texts = ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
  return texts.join(" ").replace(/(?<!\n)\n(?!\n)/g, " ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
}
