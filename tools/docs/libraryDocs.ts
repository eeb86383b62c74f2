import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sectionText, type Section } from "./declarations";

/* docs/library.md, from the declarations and comments of `listbackup-deploy/pipeline`. */

const OPTIONS = "automation/library/options.ts";
const HOOKS = "automation/deployment/hooks.ts";
const RESULTS = "automation/library/results.ts";

const SECTIONS: readonly Section[] = [
  { heading: "Options of openStage", file: OPTIONS, declaration: "StageOptions" },
  { heading: "Methods of a stage", file: "automation/library/pipelineStage.ts", declaration: "PipelineStage" },
  { heading: "Options of every deployment", file: OPTIONS, declaration: "DeploymentOptions" },
  { heading: "Functions that a deployment calls", file: HOOKS, declaration: "DeploymentHooks" },
  { heading: "Argument of checkTraffic", file: HOOKS, declaration: "TrafficShare" },
  { heading: "Argument of approve", file: HOOKS, declaration: "PreviewedChanges" },
  { heading: "Options of up, besides", file: OPTIONS, declaration: "UpOptions" },
  { heading: "Options of promote, besides", file: OPTIONS, declaration: "PromotionOptions" },
  { heading: "Options of rollback, besides", file: OPTIONS, declaration: "RollbackOptions" },
  { heading: "Options of preview", file: OPTIONS, declaration: "PreviewOptions" },
  { heading: "Options of verify", file: OPTIONS, declaration: "VerificationOptions" },
  {
    heading: "Result of a deployment",
    file: "automation/deployment/summary.ts",
    declaration: "DeploymentSummary",
  },
  { heading: "Result of preview", file: RESULTS, declaration: "PreviewResult" },
  { heading: "Result of verify, besides", file: RESULTS, declaration: "VerificationResult" },
];

/** @param root the project's folder */
export function libraryDocs(root: string): string {
  const example = readFileSync(join(root, "examples/pipeline/index.ts"), "utf8");
  return [
    INTRODUCTION,
    "```ts",
    example.trimEnd(),
    "```\n",
    RULES,
    ...SECTIONS.map((one) => sectionText(root, one)),
  ].join("\n");
}

const INTRODUCTION = `# Library

A pipeline of your own calls the driver as a library: \`openStage\` of \`listbackup-deploy/pipeline\` returns a stage with typed
methods. They do what the commands of the same name do, by the same code. [Components](components.md) are for Pulumi programs;
this page is for programs that deploy.

This page is generated from the declarations and from [examples/pipeline](../examples/pipeline/index.ts), which a test runs:
\`make docs\`.

## Install

\`make library\` compiles the package into \`dist/library\`. The driver needs its checkout: the catalog, the stage files and the
tools that \`make install\` obtains. So a program depends on the checkout, not on a copy of the package:
\`npm install --save file:../listbackup-deploy\`.

## Example
`;

const RULES = `## Rules

- **Errors.** Every method rejects with a \`DeployError\`: \`code\` is stable, \`what\` says what happened and the state of the stage,
  \`remedy\` what to do, \`exitCode\` is that of the command. \`ROLLED_BACK\`: the deployment failed, and the release before it is
  live. [Troubleshooting](troubleshooting.md) explains the codes. A failed check of \`verify\` is a verdict, not an error.
- **Output.** Nothing is printed, and there are no prompts. \`onEvent\` receives the events of deployments (steps, resources, phases,
  shares of traffic, the end), and the messages of the command line.
- **Approval.** The call is the approval, unless \`approve\` decides on the previewed changes. Losses of data are refused
  as on the command line: \`allowReplace\` and \`allowDelete\` name them one by one.
- **Cancellation.** Abort \`signal\`: operations in flight are finished, and the call rejects with \`CANCELLED\`. Signals of the
  process are the program's own concern.
- **One call at a time** in a process. The lease of the stage also keeps out every other process.
- **Environment.** \`openStage\` removes \`PULUMI_*\` (except \`PULUMI_HOME\`) and \`AWS_ENDPOINT_URL*\` from the environment of the
  process, so that a deployment never uses another state or another AWS.
`;
