import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { ROOT } from "../../../../support/project/project";

/** Loads the SDK in a process of its own, and then does something. @param then prints one line of JSON */
function withSdk(then: string): unknown {
  const program = `
    require("./tools/register.cjs");
    require("./automation/engine/stack/lazyModules").lazyLoadModules();
    const { runtime } = require("@pulumi/pulumi");
    const isLoaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));
    ${then}
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

describe("the modules that are loaded when they are used", () => {
  it("are not loaded with the SDK", () => {
    const loaded = `[isLoaded("/typescript/lib/typescript.js"), isLoaded("/arborist/lib/arborist/")]`;
    assert.deepEqual(withSdk(`console.log(JSON.stringify(${loaded}))`), [false, false]);
  });

  it("are not loaded with zod, and have all languages", () => {
    const loaded = `[isLoaded("/zod/v4/locales/de."), typeof require("zod").locales.de, isLoaded("/zod/v4/locales/de.")]`;
    assert.deepEqual(withSdk(`require("zod"); console.log(JSON.stringify(${loaded}))`), [false, "function", true]);
  });

  it("are loaded once a function is serialized", () => {
    const serialized = `runtime.serializeFunction(() => 42).then(({ text }) => text.includes("() => 42") || text)`;
    assert.equal(withSdk(`${serialized}.then((text) => console.log(JSON.stringify(text)))`), true);
  });
});
