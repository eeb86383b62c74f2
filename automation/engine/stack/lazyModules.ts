import Module, { createRequire } from "node:module";

/** What the SDK loads to turn a program's functions into code of Lambda functions: the TypeScript compiler and npm. */
const CLOSURE_TOOLS = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"] as const;

/**
 * Has these modules loaded when something of them is first used. Our program turns no function into code, and they take
 * more than half of the time that loading the SDK takes. Call it before the SDK is loaded.
 */
export function lazyLoadClosureTools(): void {
  const require = createRequire(createRequire(__filename).resolve("@pulumi/pulumi"));
  for (const name of CLOSURE_TOOLS) {
    let file: string;
    try {
      file = require.resolve(name);
    } catch {
      // Another version of the SDK may do without it.
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
  // As a module of the other kind it is not copied by those who import all of it.
  module.exports = new Proxy(
    {},
    { get: (_target, key) => key === "__esModule" || (Reflect.get(load(), key) as unknown) },
  );
  return module;
}
