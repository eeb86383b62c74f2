import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { NAMES } from "../../../model/names";
import { killWithChildren, makeProject, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;
const NOTES = NAMES.table.of(DEV, "notes");

interface Listed {
  readonly outcome: string;
  readonly seeded: readonly string[];
  readonly seeds: readonly { readonly table: string; readonly written: number; readonly existing: number }[];
}

describe("the first rows of tables", function () {
  this.timeout(600_000);
  let project: TestProject;
  let dynamodb: DynamoDBClient;

  /** Notes n0 to n<count - 1>, more than a batch write takes at once; and users. */
  const seed = (notes: number, users: number): Promise<void> =>
    writeFile(
      join(project.root, "catalog", "seeds.yaml"),
      [
        "notes:",
        "  rows:",
        ...Array.from({ length: notes }, (_, index) => `    - { noteId: n${String(index)}, text: seeded }`),
        ...(users === 0 ? [] : ["users:", "  rows:"]),
        ...Array.from({ length: users }, (_, index) => `    - { userId: seed${String(index)} }`),
        "",
      ].join("\n"),
    );

  before(async () => {
    project = await makeProject();
    await seed(30, 0);
    const { exit, stdout, stderr } = await project.deploy(["rehearse", "--stages", "dev"]);
    assert.equal(exit, 0, stdout + stderr);
    const { endpoint } = JSON.parse(stdout) as { readonly endpoint: string };
    const credentials = { accessKeyId: DEV.account, secretAccessKey: "test" };
    dynamodb = new DynamoDBClient({ region: DEV.region, endpoint, credentials });
  });
  after(() => project.remove());

  async function notes(): Promise<Readonly<Record<string, string>>> {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: NOTES }));
    return Object.fromEntries(Items.map(({ noteId, text }) => [noteId?.S ?? "", text?.S ?? ""]));
  }
  async function newest(): Promise<Listed | undefined> {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    return (json as { readonly releases?: readonly Listed[] }).releases?.[0];
  }
  const done = ({ exit, stdout, stderr }: CommandResult): void => {
    assert.equal(exit, 0, stdout + stderr);
  };

  it("are there after the first deployment, and in its record", async () => {
    const record = await newest();
    assert.deepEqual(
      [Object.keys(await notes()).length, record?.seeded.length, record?.seeds],
      [30, 30, [{ table: "notes", written: 30, existing: 0 }]],
    );
  });

  it("come once: what was changed or deleted since stays so, and a new row is added", async () => {
    await dynamodb.send(new PutItemCommand({ TableName: NOTES, Item: { noteId: { S: "n0" }, text: { S: "mine" } } }));
    await dynamodb.send(new DeleteItemCommand({ TableName: NOTES, Key: { noteId: { S: "n1" } } }));
    await seed(31, 0);
    done(await project.deploy(UP));
    const rows = await notes();
    assert.deepEqual([rows["n0"], rows["n1"], rows["n30"]], ["mine", undefined, "seeded"]);
  });

  it("are not written over a row that the stage's users made", async () => {
    await dynamodb.send(new PutItemCommand({ TableName: NOTES, Item: { noteId: { S: "n31" }, text: { S: "mine" } } }));
    await seed(33, 0);
    done(await project.deploy(UP));
    const rows = await notes();
    assert.deepEqual(
      [rows["n31"], rows["n32"], (await newest())?.seeds],
      ["mine", "seeded", [{ table: "notes", written: 1, existing: 1 }]],
    );
  });

  it("come to their end after a deployment that was killed among them", async () => {
    await seed(40, 5);
    await project.interrupted(UP, {}, /Seeded notes/, killWithChildren);
    done(await project.deploy(UP));
    const { Count } = await dynamodb.send(
      new ScanCommand({ TableName: NAMES.table.of(DEV, "users"), Select: "COUNT" }),
    );
    const record = await newest();
    assert.deepEqual([Object.keys(await notes()).length, Count, record?.seeded.length], [39, 5, 45]);
  });

  it("stay through a rollback, which writes none, and are not written again afterwards", async () => {
    await dynamodb.send(new DeleteItemCommand({ TableName: NOTES, Key: { noteId: { S: "n39" } } }));
    done(await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]));
    const back = await newest();
    done(await project.deploy(UP));
    assert.deepEqual([back?.seeds, back?.seeded.length, (await notes())["n39"]], [[], 45, undefined]);
  });
});
