import { DeployError } from "../../../model/errors";

/** A problem that no change of a handler can fix: it stops the build once, instead of failing every handler. */
export type GoProblem =
  | { readonly kind: "untidy"; readonly subjects: readonly string[] }
  | { readonly kind: "download"; readonly subjects: readonly string[] }
  | { readonly kind: "machine"; readonly message: string }
  | { readonly kind: "module"; readonly message: string };

/* The Go command has no error codes; these are its messages (cmd/go/internal/modload, modfetch), unchanged since Go 1.16. */

const UNTIDY_MESSAGE = /updates to go\.mod needed|missing go\.sum entry/;

/** `example.com/lib@v1.2.0: …` begins the error of a download, and of a lookup through a proxy. */
const DOWNLOAD_MESSAGE =
  /(?:^|: |\s)(?<module>[^\s@:]+@v[^\s:/]+): (?!missing go\.sum|.*checksum mismatch)|dial tcp|no such host|connection refused|i\/o timeout|module lookup disabled by GOPROXY=off/;

const MACHINE_MESSAGE = /no space left on device|cannot allocate memory|signal: killed|too many open files/;

/** `github.com/aws/aws-lambda-go/lambda`, `github.com/aws/smithy-go@v1.27.4` */
const SUBJECT = /providing package (?<path>\S+?)(?: |;|$)|(?<module>[^\s@:]+@v[^\s:]+): missing go\.sum/g;

/** The problem of the module or the machine in messages of the Go command; null where they concern code only. */
export function findGoProblem(messages: readonly string[]): GoProblem | null {
  const machine = messages.find((message) => MACHINE_MESSAGE.test(message));
  if (machine !== undefined) return { kind: "machine", message: machine };
  const untidy = messages.filter((message) => UNTIDY_MESSAGE.test(message));
  if (untidy.length > 0) return { kind: "untidy", subjects: unique(untidy.flatMap(subjectsOf)) };
  const downloads = messages.map((message) => DOWNLOAD_MESSAGE.exec(message)).filter((match) => match !== null);
  if (downloads.length === 0) return null;
  const modules = downloads.flatMap(({ groups }) => (groups?.["module"] === undefined ? [] : [groups["module"]]));
  return { kind: "download", subjects: unique(modules) };
}

/** @param go stderr of a `go list` that failed */
export function listingProblem(go: string): GoProblem {
  const known = findGoProblem([go]);
  if (known !== null) return known;
  const lines = go.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
  return { kind: "module", message: lines.slice(0, 12).join("\n") };
}

/** @param module path of its folder */
export function goProblemError(problem: GoProblem, module: string): DeployError {
  const noRelease = "No release was written.";
  switch (problem.kind) {
    case "untidy":
      return new DeployError(
        "BUILD_FAILED",
        `go.mod or go.sum of the backend is out of date${subjectList(problem.subjects)}. ${noRelease}`,
        `Run \`go mod tidy\` in ${module}, commit go.mod and go.sum, then build again.`,
      );
    case "download":
      return new DeployError(
        "BUILD_FAILED",
        `Go could not download modules that the backend requires${subjectList(problem.subjects)}. ${noRelease}`,
        `Check the network and GOPROXY (\`go env GOPROXY\`), or run \`go mod download\` in ${module} with a network, then build again.`,
      );
    case "machine":
      return new DeployError(
        /no space/.test(problem.message) ? "DISK" : "BUILD_FAILED",
        `This machine could not finish the build: ${problem.message.trim()}. ${noRelease}`,
        "Free memory or disk space, then build again: finished handlers are kept.",
      );
    case "module":
      return new DeployError(
        "BUILD_FAILED",
        `Go cannot read the backend's module:\n${problem.message}`,
        `Fix go.mod in ${module}, then build again.`,
      );
  }
}

function subjectsOf(message: string): readonly string[] {
  return [...message.matchAll(SUBJECT)].flatMap(({ groups }) => groups?.["path"] ?? groups?.["module"] ?? []);
}

function subjectList(subjects: readonly string[]): string {
  if (subjects.length === 0) return "";
  const more = subjects.length > 3 ? ` and ${String(subjects.length - 3)} more` : "";
  return `: ${subjects.slice(0, 3).join(", ")}${more}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
