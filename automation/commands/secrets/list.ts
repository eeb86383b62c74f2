import type { Catalog } from "../../../model/catalog/schema/catalog";
import { EXIT } from "../../../model/errors";
import { listSecrets } from "../../secrets/list";
import type { Session } from "../../session";
import { secretTable } from "../../ui/secrets";
import type { CommandResult, Context } from "../command";
import type { ListedSecrets } from "../../documents/secrets";

export async function list(
  { terminal }: Context,
  { target, stage }: Session,
  catalog: Catalog,
): Promise<CommandResult> {
  const entries = await listSecrets(target, stage, catalog, new Date());
  return {
    exit: EXIT.done,
    lines: secretTable(entries, terminal.colors),
    data: { stage: stage.name, entries } satisfies ListedSecrets,
  };
}
