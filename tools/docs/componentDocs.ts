import { declarationIn, documentationOf, sectionText, type Section } from "./declarations";

/*
 * docs/components.md, from the declarations and comments of what the package exports. Tables hold a row for each member;
 * the test of this file compares the page with them.
 */

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
