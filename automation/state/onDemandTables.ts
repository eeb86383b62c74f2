import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import type { Engine } from "../engine/engine";

const TABLE = "aws:dynamodb/table:Table";

/**
 * Tables that are on demand in the engine's state while the stage wants them with a capacity: they switch in this
 * deployment.
 * @returns names of the catalog
 */
export async function onDemandTables(engine: Pick<Engine, "exportState">, stage: Stage): Promise<ReadonlySet<string>> {
  if (stage.data.capacity.kind === "on-demand") return new Set();
  const resources = (await engine.exportState())?.deployment.resources ?? [];
  const prefix = NAMES.table.of(stage, "");
  return new Set(
    resources.flatMap(({ type, id = "", outputs }) =>
      type === TABLE && outputs?.["billingMode"] === "PAY_PER_REQUEST" && id.startsWith(prefix)
        ? [id.slice(prefix.length)]
        : [],
    ),
  );
}
