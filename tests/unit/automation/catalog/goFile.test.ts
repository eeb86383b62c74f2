import { strict as assert } from "node:assert";
import { readGoFile } from "../../../../automation/catalog/goFile";

/** Variables that a body of a Go function reads. */
function readsOf(body: string): readonly string[] | undefined {
  return readGoFile(`package main\n\nfunc main() {\n${body}\n}\n`)?.reads;
}

describe("reading a Go file", () => {
  it("gives its package", () => {
    assert.equal(readGoFile("// Command x does y.\npackage main\n")?.package, "main");
  });

  const IMPORTS: Readonly<Record<string, readonly [text: string, expected: readonly string[]]>> = {
    one: ['import "os"', ["os"]],
    "a block": ['import (\n\t"os"\n\n\t"example.com/a/b"\n)', ["os", "example.com/a/b"]],
    "other names": [
      'import (\n\tlog "example.com/log"\n\t_ "embed"\n\t. "math"\n)',
      ["example.com/log", "embed", "math"],
    ],
    "one by one": ['import "os"\nimport x "example.com/x"', ["os", "example.com/x"]],
    "what is commented out": ['import (\n\t"os"\n\t// "example.com/gone"\n)', ["os"]],
    none: ["const x = 1", []],
  };
  for (const [what, [text, expected]] of Object.entries(IMPORTS)) {
    it(`finds its imports: ${what}`, () => {
      assert.deepEqual(readGoFile(`package main\n\n${text}\n`)?.imports, expected);
    });
  }

  const READS: Readonly<Record<string, readonly [body: string, expected: readonly string[]]>> = {
    "os.Getenv": ['x := os.Getenv("USERS_TABLE")', ["USERS_TABLE"]],
    "os.LookupEnv": ['x, ok := os.LookupEnv("USERS_TABLE")', ["USERS_TABLE"]],
    "syscall.Getenv": ['x, ok := syscall.Getenv("USERS_TABLE")', ["USERS_TABLE"]],
    "a package env": ['x := env.Required("USERS_TABLE")', ["USERS_TABLE"]],
    "a raw string": ["x := os.Getenv(`USERS_TABLE`)", ["USERS_TABLE"]],
    "several, in the order of the text": ['f(os.Getenv("B"), os.Getenv("A"))', ["B", "A"]],
    "a call over two lines": ['x := os.Getenv(\n\t"USERS_TABLE",\n)', ["USERS_TABLE"]],
    "not what is commented out": ['// os.Getenv("USERS_TABLE")\n/* os.Getenv("JOBS_TABLE") */', []],
    "what stands after an address": ['x := "https://x" + os.Getenv("USERS_TABLE")', ["USERS_TABLE"]],
    "what stands after a quote's rune": ['x := \'"\'; y := os.Getenv("USERS_TABLE") // "', ["USERS_TABLE"]],
    "not a name that is computed": ["x := os.Getenv(name)", []],
    "not another package's": ['x := myos.Getenv("USERS_TABLE")', []],
  };
  for (const [what, [body, expected]] of Object.entries(READS)) {
    it(`finds the variables that it reads: ${what}`, () => {
      assert.deepEqual(readsOf(body), expected);
    });
  }

  it("leaves out a file that no build takes", () => {
    assert.equal(readGoFile("//go:build ignore\n\npackage main\n"), null);
  });

  it("keeps a file that some builds take", () => {
    assert.equal(readGoFile("//go:build linux\n\npackage main\n")?.package, "main");
  });
});
