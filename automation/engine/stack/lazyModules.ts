import Module, { createRequire } from "node:module";

/** Modules that the SDK loads to serialize functions into Lambda code: the TypeScript compiler and npm. */
const CLOSURE_TOOLS = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"] as const;

/**
 * Loads these modules lazily, when one of their exports is first used. This program serializes no function, and they are
 * more than half of the SDK's load time. Call it before the SDK is loaded.
 */
export function lazyLoadClosureTools(): void {
  const require = createRequire(createRequire(__filename).resolve("@pulumi/pulumi"));
  for (const name of CLOSURE_TOOLS) {
    let file: string;
    try {
      file = require.resolve(name);
    } catch {
      // Another version of the SDK may not need it.
      continue;
    }
    require.cache[file] ??= lazyModule(file, require);
  }
}

function lazyModule(file: string, require: NodeJS.Require): NodeModule {
  let exports: object | undefined;
  const load = (): object => {
    if (exports === undefined) {
      Reflect.deleteProperty(require.cache, file);
      exports = require(file) as object;
    }
    return exports;
  };
  const module = new Module(file);
  module.loaded = true;
  // Marked as an ES module, so that `import *` does not copy its exports, which would load it.
  module.exports = new Proxy(
    {},
    { get: (_target, key) => key === "__esModule" || (Reflect.get(load(), key) as unknown) },
  );
  return module;
}
