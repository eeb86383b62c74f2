import { strict as assert } from "node:assert";
import {
  listingProblem,
  goProblemError,
  findGoProblem,
  type GoProblem,
} from "../../../../../automation/build/go/goProblem";

const TIDY = "missing go.sum entry for module providing package github.com/aws/aws-lambda-go/lambda";

describe("a problem of a Go module", () => {
  const CASES: readonly (readonly [what: string, message: string, problem: GoProblem | null])[] = [
    [
      "a package without a sum",
      `${TIDY} (imported by example.com/x/h); to add:\n\tgo get example.com/x/h`,
      { kind: "untidy", subjects: ["github.com/aws/aws-lambda-go/lambda"] },
    ],
    [
      "a module without a sum",
      "go: github.com/aws/smithy-go@v1.27.4: missing go.sum entry for go.mod file; to add it:\n\tgo mod download github.com/aws/smithy-go",
      { kind: "untidy", subjects: ["github.com/aws/smithy-go@v1.27.4"] },
    ],
    [
      "requirements that do not agree",
      "go: updates to go.mod needed; to update it:\n\tgo mod tidy",
      { kind: "untidy", subjects: [] },
    ],
    [
      "a proxy that does not answer",
      'github.com/aws/aws-lambda-go@v1.54.0: Get "http://127.0.0.1:9/x.zip": dial tcp 127.0.0.1:9: connect: connection refused',
      { kind: "download", subjects: ["github.com/aws/aws-lambda-go@v1.54.0"] },
    ],
    [
      "a module that may not be downloaded",
      "github.com/aws/aws-lambda-go@v1.54.0: module lookup disabled by GOPROXY=off",
      { kind: "download", subjects: ["github.com/aws/aws-lambda-go@v1.54.0"] },
    ],
    [
      "a compiler that was killed",
      "# example.com/x/h\n/usr/lib/go/pkg/tool/compile: signal: killed",
      { kind: "machine", message: "# example.com/x/h\n/usr/lib/go/pkg/tool/compile: signal: killed" },
    ],
    [
      "an import that no module has",
      "cannot find module providing package github.com/example/missing: import lookup disabled by -mod=readonly",
      null,
    ],
    ["code that does not compile", "# example.com/x/h\nh/main.go:3:15: undefined: nope", null],
    [
      "code of a vendored module that does not compile",
      "../go/pkg/mod/github.com/aws/x@v1.2.0/api.go:9:2: undefined: y",
      null,
    ],
  ];
  for (const [what, message, problem] of CASES) {
    it(`is ${problem === null ? "none" : problem.kind} for ${what}`, () => {
      assert.deepEqual(findGoProblem([message]), problem);
    });
  }

  it("contains each package once, for all handlers that import it", () => {
    assert.deepEqual(findGoProblem([`${TIDY} (imported by a)`, `${TIDY} (imported by b)`]), {
      kind: "untidy",
      subjects: ["github.com/aws/aws-lambda-go/lambda"],
    });
  });

  it("leaves out downloads that succeeded", () => {
    const lines = ["go: downloading a v1.0.0", "go: errors parsing go.mod:", "go.mod:1: unknown directive: modul"];
    assert.deepEqual(listingProblem(lines.join("\n")), { kind: "module", message: lines.slice(1).join("\n") });
  });

  it("contains the command that fixes it", () => {
    assert.match(goProblemError({ kind: "untidy", subjects: [] }, "backend").remedy, /`go mod tidy` in backend/);
  });

  it("is a disk error where the disk is full", () => {
    assert.equal(goProblemError({ kind: "machine", message: "no space left on device" }, "x").code, "DISK");
  });
});
