import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/* Tables of pages from declarations and their comments: a row for each member. */

/** A table of a page: the members of an interface or class. */
export interface Section {
  readonly heading: string;
  readonly file: string;
  readonly declaration: string;
}

/** @param root the project's folder */
export function sectionText(root: string, { heading, file, declaration }: Section): string {
  const node = declarationIn(root, file, declaration);
  const rows = [...node.members].filter(isPublic).map((member) => rowOf(member, node));
  const head = ["name", "type", "default", "description"];
  return [`### ${heading}: \`${declaration}\`\n`, line(head), line(head.map(() => "---")), ...rows.map(line), ""].join(
    "\n",
  );
}

type Declaration = ts.InterfaceDeclaration | ts.ClassDeclaration;
type Member = ts.TypeElement | ts.ClassElement;

export function declarationIn(root: string, file: string, name: string): Declaration {
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
  const kinds = [ts.isPropertySignature, ts.isPropertyDeclaration, ts.isGetAccessor, ts.isMethodSignature];
  if (!kinds.some((isKind) => isKind(member))) return false;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return !modifiers.some(
    ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
  );
}

function rowOf(member: Member, parent: Declaration): readonly string[] {
  const name = member.name?.getText() ?? "";
  const type = typeOf(member);
  const isOptional = "questionToken" in member && member.questionToken !== undefined;
  const standard = ts
    .getJSDocTags(member)
    .filter(({ tagName }) => tagName.text === "default")
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
  if (isOptional && standard.length === 0) throw new Error(`${parent.name?.text ?? ""}.${name} has no @default`);
  const isArgument = ts.isInterfaceDeclaration(parent) && /(Args|Options)$/.test(parent.name.text);
  const required = isArgument && !isOptional;
  return [`\`${name}\``, `\`${type}\``, required ? "required" : standard.join(" "), documentationOf(member)];
}

/** Of a method: its parameters and what it returns. */
function typeOf(member: Member): string {
  const type = (member as ts.PropertySignature).type?.getText().replace(/ \| undefined$/, "") ?? "";
  if (!ts.isMethodSignature(member)) return type;
  return `(${member.parameters.map((parameter) => parameter.getText()).join(", ")}) => ${type}`;
}

export function documentationOf(node: ts.Node): string {
  const texts = ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
  return texts.join(" ").replace(/(?<!\n)\n(?!\n)/g, " ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
}
