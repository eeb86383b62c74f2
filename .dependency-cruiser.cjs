/** Which way imports go; ARCHITECTURE.md shows the same as a picture. */
const folder = (...names) => names.map((name) => `^${name}/`);
/** Above all folders: the command line, the library, their composition, and the Pulumi program. */
const ROOTS = "^(cli|composition|index|pipeline)\\.ts$";
const TESTS_AND_BENCHES = "^tests/|^bench/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "model-stands-alone",
      comment: "The model imports nothing of ours, and of others only zod, yaml and node:crypto. It reads no files.",
      severity: "error",
      from: { path: folder("model") },
      to: { pathNot: ["^model/", "^node_modules/(zod|yaml)/", "^(node:)?crypto$"] },
    },
    {
      name: "components-know-the-model",
      comment: "Components import the model and packages.",
      severity: "error",
      from: { path: folder("components") },
      to: { path: [ROOTS, ...folder("automation", "rehearsal", "tools")] },
    },
    {
      name: "automation-knows-the-model",
      comment: "The driver reaches the components and the rehearsal only through what the composition root hands it.",
      severity: "error",
      from: { path: folder("automation") },
      to: { path: [ROOTS, ...folder("components", "rehearsal")] },
    },
    {
      name: "rehearsal-knows-the-model",
      comment: "The rehearsal imports the model and packages; its pipeline of deployments is a user of the driver.",
      severity: "error",
      from: { path: folder("rehearsal"), pathNot: "^rehearsal/pipeline/" },
      to: { path: [ROOTS, ...folder("components", "automation")] },
    },
    {
      name: "pipeline-on-top",
      comment: "Only the composition root knows the pipeline of a rehearsal.",
      severity: "error",
      from: { pathNot: ["^cli\\.ts$", "^rehearsal/pipeline/", TESTS_AND_BENCHES] },
      to: { path: "^rehearsal/pipeline/" },
    },
    {
      name: "pipeline-knows-no-components",
      comment: "The pipeline of a rehearsal reaches the components as the driver does.",
      severity: "error",
      from: { path: "^rehearsal/pipeline/" },
      to: { path: [ROOTS, ...folder("components", "tools")] },
    },
    {
      name: "tools-know-the-model",
      comment:
        "Obtaining a tool is below the driver and the rehearsal; `make install` and `make docs` are the exceptions that call them.",
      severity: "error",
      from: { path: "^tools/", pathNot: "^tools/(install\\.ts$|docs/)" },
      to: { path: [ROOTS, ...folder("components", "automation", "rehearsal")] },
    },
    {
      name: "program-knows-the-components",
      comment: "The Pulumi program is components and model; of the driver it knows the part that is for it.",
      severity: "error",
      from: { path: "^index\\.ts$" },
      to: { path: ["^(cli|composition|pipeline)\\.ts$", "^automation/(?!plain/)", ...folder("rehearsal", "tools")] },
    },
    {
      name: "nothing-imports-tests",
      comment: "What ships does not depend on what proves it.",
      severity: "error",
      from: { pathNot: TESTS_AND_BENCHES },
      to: { path: TESTS_AND_BENCHES },
    },
    {
      name: "no-circles",
      comment: "Cyclic imports.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "everything-resolves",
      comment: "An import that cannot be resolved.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // The CDK app has packages of its own, which `make bench-peers` installs.
    exclude: { path: ["^dist/", "^tests/fixtures/imports/", "^bench/peers/cdk/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["node", "require", "types", "default"] },
  },
};
