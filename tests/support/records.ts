import { recordSchema, type ReleaseRecord } from "../../model/release/recordSchema";
import { releaseOf, smallCatalog, stageOf } from "./release";
import { stageSettingsSchema } from "../../model/stage/config";

/** A record of a deployment to dev that went well, and took ten seconds. */
export function recordOf(id: number, more: Partial<ReleaseRecord> = {}): ReleaseRecord {
  const { name: _name, short: _short, region: _region, ...settings } = stageOf("dev");
  return recordSchema.parse({
    schema: 1,
    id,
    stage: "dev",
    outcome: "succeeded",
    endedAt: id + 10,
    origin: { kind: "build" },
    services: [],
    replaced: null,
    release: releaseOf(smallCatalog()),
    settings: stageSettingsSchema.parse(settings),
    versions: {},
    parameters: {},
    program: "0.1.0",
    who: "arn:aws:iam::100000000001:user/ann",
    reason: null,
    approval: "asked",
    overrides: [],
    steps: [{ step: "up", milliseconds: 9_000 }],
    checks: [{ id: "health", verdict: "passed" }],
    adopted: [],

    undone: [],
    error: null,
    ...more,
  });
}
