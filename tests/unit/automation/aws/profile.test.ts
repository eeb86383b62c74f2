import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveProfile } from "../../../../automation/aws/profile";
import { ROOT } from "../../../support/project/project";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" };

describe("the AWS profile of a command", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "profile-"));
    await writeFile(
      join(folder, "config"),
      "[default]\nregion = us-west-2\n[profile listbackup.ai]\nregion = us-west-2\n",
    );
    await writeFile(join(folder, "credentials"), "[listbackup.ai]\naws_access_key_id = x\n");
    await writeFile(join(folder, "others"), "[profile listbackup.ai-old]\n# [listbackup.ai]\n[default]\n");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const environment = (config: string, credentials: string): Record<string, string> => ({
    AWS_CONFIG_FILE: join(folder, config),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, credentials),
  });
  const NONE = ["absent", "absent"] as const;

  const CASES: readonly (readonly [
    title: string,
    named: string | null,
    environment: () => object,
    expected: string | null,
  ])[] = [
    ["is the named one, also beside keys", "ops", () => ({ ...environment(...NONE), ...KEYS }), "ops"],
    ["is listbackup.ai where none is named", null, () => environment(...NONE), "listbackup.ai"],
    [
      "is none beside keys where the default is not configured",
      null,
      () => ({ ...environment(...NONE), ...KEYS }),
      null,
    ],
    [
      "is none beside a token of CI",
      null,
      () => ({ ...environment(...NONE), AWS_WEB_IDENTITY_TOKEN_FILE: "/token" }),
      null,
    ],
    [
      "is listbackup.ai beside keys where the configuration has it",
      null,
      () => ({ ...environment("config", "absent"), ...KEYS }),
      "listbackup.ai",
    ],
    [
      "is listbackup.ai beside keys where the credentials have it",
      null,
      () => ({ ...environment("absent", "credentials"), ...KEYS }),
      "listbackup.ai",
    ],
    [
      "is none beside keys where only others are configured",
      null,
      () => ({ ...environment("others", "others"), ...KEYS }),
      null,
    ],
    [
      "is listbackup.ai beside empty keys",
      null,
      () => ({ ...environment(...NONE), AWS_ACCESS_KEY_ID: "" }),
      "listbackup.ai",
    ],
  ];
  for (const [title, named, variables, expected] of CASES) {
    it(title, async () => {
      assert.equal(await resolveProfile(named, variables() as Record<string, string>), expected);
    });
  }
});

/** `new S3Client(`, and the clients with a method for each operation. */
const CLIENT = /new (?:[A-Z]\w*Client|ACM|ApiGatewayV2|CognitoIdentityProvider|Lambda|SNS|SQS)\(/;

describe("the clients of AWS SDKs in the driver", () => {
  const files = readdirSync(join(ROOT, "automation"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file, readFileSync(join(ROOT, "automation", file), "utf8")] as const)
    .filter(([, text]) => /await import\(\s*"@aws-sdk\/client-/.test(text) && CLIENT.test(text));

  it("exist", () => {
    assert.equal(files.length > 20, true);
  });

  it("have the profile of the command: each is created with clientConfig", () => {
    const others = files.filter(([, text]) => !/\b(clientConfig|s3Client)\(/.test(text));
    assert.deepEqual(
      others.map(([file]) => file),
      [],
    );
  });
});
