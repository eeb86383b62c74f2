import { readFileSync } from "node:fs";
import { interpolate, type Output } from "@pulumi/pulumi";
import { defineStage, LambdaService, releaseSchema, StageStack } from "listbackup-deploy";

/*
 * A Pulumi program with the components of this package: a stage of its own name, and one more service beside it.
 * `RELEASE_FILE` is the release that `bin/deploy build` wrote: `.build/release.json`. Its artifacts must be in the bucket
 * `listbackup-deployments-<account>-<region>`.
 */

const stage = defineStage({
  name: "preview",
  account: "111111111111",
  region: "us-west-2",
  domains: { zone: "preview.example.com", api: "api.preview.example.com", app: "app.preview.example.com" },
  data: {
    protect: false,
    deletionProtection: false,
    pointInTimeRecovery: false,
    capacity: { kind: "on-demand" },
    encryption: "aws-owned",
    emptyBucketsOnDestroy: true,
  },
  functions: {
    architecture: "arm64",
    logRetentionDays: 7,
    logLevel: "INFO",
    tracing: false,
    reservedConcurrency: false,
    withoutHandler: "placeholder",
    absent: [],
  },
  api: {
    throttle: { ratePerSecond: 50, burst: 100 },
    corsOrigins: ["https://app.preview.example.com"],
    accessLogRetentionDays: 7,
    customDomain: false,
  },
  identity: {
    callbackUrls: ["https://app.preview.example.com/callback"],
    logoutUrls: ["https://app.preview.example.com/logout"],
  },
  alarms: { kind: "off" },
  settings: {},
});

/** SHA-256 of the archive of `reports/monthly`, which is `artifacts/<digest>.zip` of the deployments bucket. */
const REPORTS_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

interface ExampleOutputs {
  readonly url: Output<string>;
  readonly monthlyReport: Output<string> | undefined;
}

export = async (): Promise<ExampleOutputs> => {
  const release = releaseSchema.parse(JSON.parse(readFileSync(process.env["RELEASE_FILE"] ?? "release.json", "utf8")));
  const stack = new StageStack("preview", { stage, release });
  // Always await it: the engine deletes resources that a program ends without creating.
  const { url } = await stack.ready;

  const reports = new LambdaService(
    "reports",
    {
      stage,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: [`arn:aws:logs:${stage.region}:${stage.account}:log-group:/listbackup/${stage.short}/reports:*`],
          },
        ],
      }),
      functions: [
        {
          name: "monthly",
          digest: REPORTS_DIGEST,
          runtime: "provided.al2023",
          handler: "bootstrap",
          memory: 256,
          timeout: 30,
          environment: { API_URL: interpolate`${url}/v1` },
        },
      ],
    },
    { providers: [stack.provider] },
  );
  return { url, monthlyReport: reports.aliasArns["reports/monthly"] };
};
