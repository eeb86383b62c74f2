import { strict as assert } from "node:assert";
import { requireSecretsManager, requireStageSecrets } from "../../../../../automation/engine/state/secretsManager";
import type { ExportedState } from "../../../../../automation/engine/state/exportedState";
import { DeployError } from "../../../../../model/errors";
import { parseStage } from "../../../../../model/stage/parse";
import { secretsProviderOf, withSecretsProvider } from "../../../../../model/stage/secretsProvider";
import { stageOf, stageText } from "../../../../support/release";

const KMS = { url: "s3://state?region=us-west-2", secretsProvider: "awskms:///alias/state?region=us-west-2" };
const PASSPHRASE = { url: "file:///state", secretsProvider: "passphrase" };

const stateUnder = (secrets_providers: object): ExportedState => ({ version: 3, deployment: { secrets_providers } });
const UNDER_PASSPHRASE = stateUnder({ type: "passphrase", state: { salt: "v1:abc" } });
const UNDER_KMS = stateUnder({ type: "cloud", state: { url: "awskms:///alias/other", encryptedkey: "AQ==" } });

function codeOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    assert.ok(error instanceof DeployError);
    return error.code;
  }
}

describe("the secrets manager of a state", () => {
  const CASES = [
    ["accepts a key of KMS on AWS", UNDER_KMS, KMS, null],
    ["refuses a passphrase on AWS", UNDER_PASSPHRASE, KMS, "STATE_MISMATCH"],
    ["refuses Pulumi Cloud's on AWS", stateUnder({ type: "service" }), KMS, "STATE_MISMATCH"],
    ["accepts a passphrase in a rehearsal", UNDER_PASSPHRASE, PASSPHRASE, null],
    ["refuses a key of KMS in a rehearsal", UNDER_KMS, PASSPHRASE, "STATE_MISMATCH"],
    ["accepts a state without secrets", { version: 3, deployment: {} }, KMS, null],
    ["accepts no state", null, KMS, null],
  ] as const;
  for (const [what, state, backend, code] of CASES) {
    it(what, () => {
      assert.equal(
        codeOf(() => {
          requireSecretsManager("dev", state, backend);
        }),
        code,
      );
    });
  }

  it("names the command that brings it back", () => {
    assert.throws(
      () => {
        requireSecretsManager("dev", UNDER_PASSPHRASE, KMS);
      },
      (error) =>
        error instanceof DeployError &&
        error.remedy.includes(`pulumi stack change-secrets-provider '${KMS.secretsProvider}' --stack dev`),
    );
  });
});

describe("the secrets provider in a stage file", () => {
  const written = withSecretsProvider(stageText("dev"), { secretsProvider: KMS.secretsProvider, encryptedKey: "AQ==" });

  it("is read as it was written", () => {
    assert.deepEqual(secretsProviderOf(written), { secretsProvider: KMS.secretsProvider, encryptedKey: "AQ==" });
  });

  it("leaves the stage what it is", () => {
    assert.deepEqual(parseStage("dev", "Pulumi.dev.yaml", written), stageOf("dev"));
  });

  it("replaces another one, and a passphrase's salt", () => {
    const before = `${stageText("dev")}encryptionsalt: v1:abc\nsecretsprovider: passphrase\n`;
    assert.equal(withSecretsProvider(before, { secretsProvider: KMS.secretsProvider, encryptedKey: "AQ==" }), written);
  });

  it("must be there on AWS", () => {
    assert.equal(
      codeOf(() => {
        requireStageSecrets("dev", secretsProviderOf(stageText("dev")), KMS);
      }),
      "STATE_MISMATCH",
    );
  });

  it("suffices on AWS", () => {
    assert.equal(
      codeOf(() => {
        requireStageSecrets("dev", secretsProviderOf(written), KMS);
      }),
      null,
    );
  });

  it("is not needed in a rehearsal", () => {
    assert.equal(
      codeOf(() => {
        requireStageSecrets("dev", secretsProviderOf(stageText("dev")), PASSPHRASE);
      }),
      null,
    );
  });
});
