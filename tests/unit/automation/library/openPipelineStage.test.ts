import { strict as assert } from "node:assert";
import { openPipelineStage } from "../../../../automation/library/openPipelineStage";
import { eventTerminal } from "../../../../automation/library/eventTerminal";
import { libraryContext } from "../../../../automation/library/libraryContext";
import type { StageEvent, StageOptions } from "../../../../automation/library/options";
import type { PipelineStage } from "../../../../automation/library/pipelineStage";
import type { Wiring } from "../../../../automation/wiring";
import { DeployError } from "../../../../model/errors";
import { ROOT } from "../../../support/emulator/emulator";

describe("a stage that a program opens", () => {
  const wiring = {
    root: ROOT,
    version: "1.0.0",
    rehearsal: () => Promise.resolve({ running: () => Promise.resolve(null) }),
  } as unknown as Wiring;
  const open = (options: StageOptions = {}): Promise<PipelineStage> => openPipelineStage(wiring, "dev", options);

  it("is one of the project's", async () => {
    await assert.rejects(openPipelineStage(wiring, "stagging", {}), { code: "STAGE_UNKNOWN" });
  });

  for (const [method, act] of [
    ["preview", (stage) => stage.preview()],
    ["up", (stage) => stage.up()],
    ["rollback", (stage) => stage.rollback()],
    ["verify", (stage) => stage.verify()],
    ["status", (stage) => stage.status()],
    ["outputs", (stage) => stage.outputs()],
    ["releases", (stage) => stage.releases()],
    ["liveRelease", (stage) => stage.liveRelease()],
    ["callApi", (stage) => stage.callApi({ path: "/health" })],
  ] as readonly (readonly [keyof PipelineStage, (stage: PipelineStage) => Promise<unknown>])[])
    it(`rejects with a DeployError where nothing runs: ${method}`, async () => {
      const stage = await open({ rehearsal: true });
      await assert.rejects(
        act(stage),
        (error) => error instanceof DeployError && error.code === "EMULATOR_NOT_RUNNING",
      );
    });

  it("rejects a promotion that the stage does not accept, before it asks AWS", async () => {
    await assert.rejects((await open()).promote(), { code: "SOURCE_REFUSED" });
  });

  it("rejects an override without a reason, as the command does", async () => {
    await assert.rejects((await open()).up({ overrides: ["freeze"] }), { code: "USAGE" });
  });

  it("completes the commands that an error suggests", async () => {
    const { call } = await libraryContext(wiring, "dev", { rehearsal: true });
    await assert.rejects(
      call(() => Promise.reject(new DeployError("ENGINE", "It failed.", "Repeat it: `bin/deploy up <stage>`."))),
      { remedy: "Repeat it: `bin/deploy up dev --rehearsal`." },
    );
  });

  it("turns any other error into a DeployError", async () => {
    const { call } = await libraryContext(wiring, "dev", {});
    await assert.rejects(
      call(() => Promise.reject(new TypeError("x is undefined"))),
      (error) => error instanceof DeployError && error.code === "INTERNAL",
    );
  });

  it("makes events of messages, and prints nothing", () => {
    const events: StageEvent[] = [];
    const terminal = eventTerminal((event) => events.push(event));
    terminal.note("Probed: 1 new version");
    terminal.warn("Lease expires soon");
    terminal.draw(["10 %"]);
    assert.deepEqual(
      events.map((event) => event.kind === "message" && [event.level, event.text]),
      [
        ["note", "Probed: 1 new version"],
        ["warning", "Lease expires soon"],
      ],
    );
  });

  it("goes on where the listener fails, and warns once", async () => {
    const warnings: string[] = [];
    const emitWarning = process.emitWarning.bind(process);
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
    try {
      const { context } = await libraryContext(wiring, "dev", {
        onEvent: () => {
          throw new Error("full");
        },
      });
      context().terminal.note("first");
      context().terminal.note("second");
    } finally {
      process.emitWarning = emitWarning;
    }
    assert.deepEqual(warnings, ["A listener of deployment events failed: Error: full"]);
  });
});
