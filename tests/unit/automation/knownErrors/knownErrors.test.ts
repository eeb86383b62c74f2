import { strict as assert } from "node:assert";
import { ERROR_KINDS, type ErrorKind } from "../../../../automation/aws/errorKinds/errorKind";
import { engineError } from "../../../../automation/engine/failures/engineError";
import type { EngineFailure } from "../../../../automation/engine/failures/engineFailure";
import { classifyFailure } from "../../../../automation/engine/failures/failureCause";
import {
  AWS_ERRORS,
  documentationOf,
  ENGINE_ERRORS,
  generalError,
  KNOWN_ERRORS,
} from "../../../../automation/knownErrors/allKnownErrors";

const QUEUE = { name: "queue-a", type: "aws:sqs/queue:Queue", phase: "core" } as const;
const failureOf = (message: string, resource: EngineFailure["resource"]): EngineFailure => ({
  resource,
  message: message.trim(),
});

/** Where the documentation explains a failure. */
function documented(failure: EngineFailure): string {
  const cause = classifyFailure(failure);
  switch (cause.kind) {
    case "aws":
      return cause.answer.documentation;
    case "engine":
      return documentationOf(cause.known);
    case "unknown":
      return "";
  }
}

describe("the known errors", () => {
  for (const known of AWS_ERRORS)
    for (const { text } of known.examples)
      it(`recognise ${known.id}: ${text.trim()}`, () => {
        assert.equal(documented(failureOf(text, QUEUE)), documentationOf(known));
      });

  for (const known of ENGINE_ERRORS)
    for (const { text } of known.examples)
      it(`recognise ${known.id} of Pulumi: ${text}`, () => {
        assert.equal(documented(failureOf(text, null)), documentationOf(known));
      });

  it("recognise what Pulumi reports for a provider's own resource", () => {
    const provider = { name: "default_7_48_0", type: "pulumi:providers:aws", phase: null };
    const missing =
      "no resource plugin 'pulumi-resource-aws' found in the workspace at version v7.48.0 or on your $PATH";
    assert.equal(documented(failureOf(missing, provider)), "docs/troubleshooting.md#plugin-missing");
  });

  it("have a general error of each kind", () => {
    const kinds = Object.keys(ERROR_KINDS) as ErrorKind[];
    assert.deepEqual(
      kinds.map((kind) => AWS_ERRORS.filter((known) => known.kind === kind && known.isGeneral === true).length),
      kinds.map(() => 1),
    );
    assert.equal(generalError("throttled").id, "throttled");
  });

  it("have ids of their own", () => {
    assert.equal(new Set(KNOWN_ERRORS.map(({ id }) => id)).size, KNOWN_ERRORS.length);
  });

  it("have remedies that end with a full stop", () => {
    assert.deepEqual(
      KNOWN_ERRORS.filter(({ remedy, meaning }) => !remedy.endsWith(".") || !/[.)]$/.test(meaning)).map(({ id }) => id),
      [],
    );
  });

  it("are named at the end of a failed run's remedy", () => {
    const [first] = generalError("throttled").examples;
    assert.match(
      engineError([failureOf(first.text, QUEUE)], "Nothing was changed.", "bin/deploy up dev").remedy,
      /Then run `bin\/deploy up dev`: it continues from here\. See docs\/troubleshooting\.md#throttled\.$/,
    );
  });
});
