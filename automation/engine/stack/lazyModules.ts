import Module, { createRequire } from "node:module";

/** By the package that loads them: what takes long to load, and is not used. */
const LAZY_MODULES: Readonly<Record<string, readonly string[]>> = {
  // To serialize functions into Lambda code: the TypeScript compiler and npm, more than half of the load time of the SDK.
  "@pulumi/pulumi": ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"],
  // Messages of errors in fifty languages. English is a module of its own.
  zod: ["zod/v4/locales"],
};

/** Loads these modules lazily, when one of their exports is first used. Call it before their packages are loaded. */
export function lazyLoadModules(): void {
  for (const [name, modules] of Object.entries(LAZY_MODULES)) lazyLoad(name, modules);
}

function lazyLoad(by: string, modules: readonly string[]): void {
  const require = createRequire(createRequire(__filename).resolve(by));
  for (const name of modules) {
    let file: string;
    try {
      file = require.resolve(name);
    } catch {
      // Another version of the package may not need it.
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
