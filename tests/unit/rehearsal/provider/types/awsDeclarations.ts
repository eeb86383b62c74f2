import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const PACKAGE = dirname(require.resolve("@pulumi/aws/package.json"));

/** What a declaration takes: one of several forms. */
export type DeclaredType =
  | { readonly name: "text" | "number" | "flag" }
  | { readonly name: "list" | "map"; readonly of: readonly DeclaredType[] }
  | { readonly name: "block"; readonly fields: () => DeclaredFields };

interface DeclaredProperty {
  readonly required: boolean;
  readonly types: readonly DeclaredType[];
}

export type DeclaredFields = ReadonlyMap<string, DeclaredProperty>;

/**
 * Inputs of a resource as the installed @pulumi/aws declares them in TypeScript.
 * @param token `aws:lambda/function:Function`
 */
export function declaredInputs(token: string): DeclaredFields {
  const [, path = "", type = ""] = token.split(":");
  return fieldsOf(interfaceIn(sourceOf(`${path}.d.ts`).statements, `${type}Args`));
}

const sources = new Map<string, ts.SourceFile>();

function sourceOf(file: string): ts.SourceFile {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(join(PACKAGE, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  sources.set(file, source);
  return source;
}

function interfaceIn(statements: readonly ts.Statement[], name: string): ts.InterfaceDeclaration {
  const found = statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name);
  if (found === undefined) throw new TypeError(`@pulumi/aws declares no ${name}`);
  return found as ts.InterfaceDeclaration;
}

function fieldsOf({ members }: ts.InterfaceDeclaration): DeclaredFields {
  return new Map(
    members.flatMap((member) => {
      if (!ts.isPropertySignature(member) || member.type === undefined || !ts.isIdentifier(member.name)) return [];
      const property = { required: member.questionToken === undefined, types: typesOf(member.type) };
      return [[member.name.text, property] as const];
    }),
  );
}

function typesOf(node: ts.TypeNode): readonly DeclaredType[] {
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(typesOf);
  if (ts.isArrayTypeNode(node)) return [{ name: "list", of: typesOf(node.elementType) }];
  if (ts.isTypeLiteralNode(node)) return node.members.filter(ts.isIndexSignatureDeclaration).map(mapOf);
  if (ts.isTypeReferenceNode(node)) return referencedTypes(node);
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return [{ name: "text" }];
    case ts.SyntaxKind.NumberKeyword:
      return [{ name: "number" }];
    case ts.SyntaxKind.BooleanKeyword:
      return [{ name: "flag" }];
    default:
      return [];
  }
}

function mapOf({ type }: ts.IndexSignatureDeclaration): DeclaredType {
  return { name: "map", of: typesOf(type) };
}

/** `pulumi.Input<T>`, `inputs.lambda.FunctionEnvironment`; everything else that has a name stands for a text, such as an ARN. */
function referencedTypes({ typeName, typeArguments }: ts.TypeReferenceNode): readonly DeclaredType[] {
  const [first, ...rest] = nameParts(typeName);
  if (first === "inputs") return [{ name: "block", fields: () => fieldsOf(inputInterface(rest)) }];
  if (rest.at(-1) === "Input") return (typeArguments ?? []).flatMap(typesOf);
  return [{ name: "text" }];
}

function nameParts(name: ts.EntityName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : [...nameParts(name.left), name.right.text];
}

/** @param parts such as `["lambda", "FunctionEnvironment"]` */
function inputInterface(parts: readonly string[]): ts.InterfaceDeclaration {
  let statements: readonly ts.Statement[] = sourceOf("types/input.d.ts").statements;
  for (const part of parts.slice(0, -1)) {
    const found = statements.find((one) => ts.isModuleDeclaration(one) && one.name.text === part);
    const body = (found as ts.ModuleDeclaration | undefined)?.body;
    if (body === undefined || !ts.isModuleBlock(body)) throw new TypeError(`@pulumi/aws has no inputs of ${part}`);
    statements = body.statements;
  }
  return interfaceIn(statements, parts.at(-1) ?? "");
}
