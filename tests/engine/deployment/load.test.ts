import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { callApi } from "../../../automation/aws/api/apiRequest";
import { startLoad } from "../../support/project/load";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { rounds, printSeed, SEED } from "../../support/property";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const USERS = "catalog/services/users.yaml";
const GATEWAY = "catalog/services/gateway.yaml";

/** What a deployment under load changes: code alone; what code needs besides; which function a route leads to. */
const CHANGES = ["memory", "rights and a queue", "another function behind the same route"] as const;
type Change = (typeof CHANGES)[number];

/** What follows it. Each is a deployment of its own. */
const BACK = ["nothing", "rollback", "rollback --fast"] as const;
type Back = (typeof BACK)[number];

/*
 * The emulator keeps the weights of an alias and does not honour them: what the load meets is the old version until traffic
 * has gone over, and the new one then.
 */
describe("requests while the stage is deployed to", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  let url: string;
  let token: string;
  const tally = { deployments: 0, requests: 0, failures: [] as string[] };

  before(async () => {
    printSeed();
    project = await preparedProject();
    const rollout =
      "{ kind: linear, percent: 50, everyMinutes: 3, limits: { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 20 } }";
    await project.edit("Pulumi.dev.yaml", (text) =>
      text.replace(/listbackup:rollout:.*(\n {4}.*)*/, `listbackup:rollout: ${rollout}`),
    );
    const { json } = await project.deploy(["outputs", "dev", "--rehearsal"]);
    url = String((json as { readonly outputs?: { readonly url?: string } }).outputs?.url);
    token = await signIn();
  });
  after(async () => {
    const { deployments, requests, failures } = tally;
    console.log(
      `      ${String(requests)} requests during ${String(deployments)} deployments, ${String(failures.length)} failed`,
    );
    await project.remove();
  });

  function done({ exit, stdout, stderr }: CommandResult): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  async function post(path: string, body: object): Promise<unknown> {
    const { status, json, text } = await callApi({
      url,
      method: "POST",
      path,
      body,
      timeoutMs: 10_000,
      emulated: { account: DEV.account },
    });
    assert.ok(status < 300, `${path}: ${String(status)} ${text}`);
    return json;
  }

  async function signIn(): Promise<string> {
    const [email, password] = ["load@example.com", "Under-load-1!"];
    await post("/auth/register", { email, password, name: "Load" });
    const answer = (await post("/auth/login", { email, password })) as {
      readonly data: { readonly accessToken: string };
    };
    return answer.data.accessToken;
  }

  let round = 0;
  const edits: Readonly<Record<Change, () => Promise<void>>> = {
    memory: async () => {
      const memory = (text: string): string =>
        text.replace(/memory: \d+/, `memory: ${String(128 + 64 * (round % 20))}`);
      await project.edit(USERS, memory);
      await project.edit(GATEWAY, memory);
    },
    "rights and a queue": async () => {
      const queue = `load-${String(round)}`;
      await project.edit("catalog/data.yaml", (text) =>
        text.replace(
          /^queues:\n(  load-\d+:.*\n)?/m,
          `queues:\n  ${queue}: { purpose: Load, visibilityTimeout: 30, retention: 3600, receiveWait: 0, maxReceives: 3 }\n`,
        ),
      );
      await project.edit(USERS, (text) =>
        text
          .replace(
            /^grants: .*/m,
            `grants: [read table:users, read table:accounts, read table:user-accounts, send queue:${queue}]`,
          )
          .replace(/(\n  LOAD: .*)?\ngrants/, `\n  LOAD: queue:${queue}\ngrants`),
      );
    },
    "another function behind the same route": () =>
      project.edit(USERS, (text) => text.replace(/^  usersGetMe\d*:/m, `  usersGetMe${String(round)}:`)),
  };

  async function deployUnderLoad(args: readonly string[]): Promise<void> {
    const load = startLoad(url, DEV.account, [
      { path: "/health" },
      { path: "/users/me", token },
      { path: "/users/me", token },
    ]);
    const ran = await project.deploy([...args, "--rehearsal", "--yes"]);
    const { answered, failures } = await load.stop();
    tally.deployments += 1;
    tally.requests += answered;
    tally.failures.push(...failures);
    done(ran);
    assert.deepEqual(failures, [], `${args.join(" ")}\n${ran.stderr}`);
    assert.ok(answered > 20, `only ${String(answered)} requests were answered`);
  }

  const backs = fc.sample(fc.constantFrom<Back>(...BACK), {
    seed: SEED,
    numRuns: rounds({ sample: 1, full: CHANGES.length }),
  });
  for (const [index, back] of backs.entries()) {
    const change = CHANGES[(SEED + index) % CHANGES.length] ?? "memory";
    it(`all succeed: ${change}, then ${back} (${String(index + 1)})`, async () => {
      round += 1;
      await edits[change]();
      await deployUnderLoad(["up", "dev"]);
      if (back === "nothing") return;
      await deployUnderLoad(["rollback", "dev", ...(back === "rollback" ? [] : ["--fast"])]);
    });
  }
});
