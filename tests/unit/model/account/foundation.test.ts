import { strict as assert } from "node:assert";
import { foundationOf } from "../../../../model/account/foundation";
import { STAGES, type StageName } from "../../../../model/stage/name";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";

const REAL = STAGES.map(stageOf);
const role = (account: string): string => `arn:aws:iam::${account}:role/deploy`;

function summaryOf(name: StageName, stages: readonly Stage[] = REAL) {
  const { owner, isGlobal, accountStages, readers } = foundationOf(name, stages, role);
  return {
    owner: owner.name,
    isGlobal,
    accountStages: accountStages.map((stage) => stage.name),
    readers: readers.map(({ principal, prefixes }) => [principal, ...prefixes]),
  };
}

/** The stages, with some in the same account and region as dev. */
function withInDev(...names: readonly StageName[]): readonly Stage[] {
  const { account, region } = stageOf("dev");
  return REAL.map((stage) => (names.includes(stage.name) ? { ...stage, account, region } : stage));
}

describe("the foundation of an account", () => {
  it("has what is global, and lets the next stage's account read", () => {
    assert.deepEqual(summaryOf("dev"), {
      owner: "dev",
      isGlobal: true,
      accountStages: ["dev"],
      readers: [["arn:aws:iam::100000000002:role/deploy", "releases/dev/", "artifacts/"]],
    });
  });

  it("leaves what is global to the account's first stage, in another region", () => {
    assert.deepEqual(summaryOf("disaster-recovery"), {
      owner: "disaster-recovery",
      isGlobal: false,
      accountStages: ["production", "disaster-recovery"],
      readers: [],
    });
  });

  it("is that of the first stage where stages share account and region", () => {
    const { owner, isGlobal } = summaryOf("staging", withInDev("staging"));
    assert.deepEqual([owner, isGlobal], ["dev", true]);
  });

  it("lets the readers of every stage in it read that stage's releases", () => {
    assert.deepEqual(summaryOf("dev", withInDev("staging")).readers, [
      ["arn:aws:iam::100000000003:role/deploy", "releases/staging/", "artifacts/"],
    ]);
  });

  it("has the backups of the stages that it takes over from", () => {
    const backups = REAL.map(({ name }) => [name, foundationOf(name, REAL, role).backedUpHere.map(({ name }) => name)]);
    assert.deepEqual(backups, [
      ["dev", []],
      ["staging", []],
      ["production", ["disaster-recovery"]],
      ["disaster-recovery", ["production"]],
    ]);
  });
});
