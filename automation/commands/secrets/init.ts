import type { Catalog } from "../../../model/catalog/schema/catalog";
import { EXIT } from "../../../model/errors";
import { nameOnStage } from "../../../model/parameterName";
import { entriesOf } from "../../secrets/check";
import { initSecrets } from "../../secrets/init";
import { askForValue } from "../../secrets/input";
import { checkValues } from "../../secrets/values";
import type { Session } from "../../session";
import { count } from "../../ui/duration";
import type { CommandResult, Context } from "../command";
import type { InitializedSecrets } from "../../documents/secrets";

/** Creates what is missing. @param values given ones, by name */
export async function init(
  context: Context,
  { target, stage }: Session,
  catalog: Catalog,
  values: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const onStage = Object.entries(values).map(([given, value]) => [nameOnStage(given, stage), value] as const);
  checkValues(entriesOf(stage, catalog), Object.fromEntries(onStage));
  const { created, unchanged: kept } = await initSecrets({
    target,
    stage,
    catalog,
    values,
    ...(context.terminal.interactive ? { ask: askForValue } : {}),
    beforeAsking: (missing) => {
      const required = missing.filter(({ kind }) => kind === "required").length;
      context.terminal.warn(
        `${count(missing.length, "value")} missing on ${stage.name}: ${String(required)} required, ${String(missing.length - required)} optional. Your input is not shown.`,
      );
    },
    report: (line: string) => {
      context.terminal.note(line);
    },
  });
  const unchanged = kept.map(
    (one) => `  ${one} exists and was not changed. Change it: \`bin/deploy secrets set ${stage.name} ${one}\``,
  );
  return {
    exit: EXIT.done,
    lines: [
      `${stage.name}: ${count(created.length, "value")} created`,
      ...created.map((one) => `  ${one}`),
      ...unchanged,
    ],
    data: { stage: stage.name, created, kept } satisfies InitializedSecrets,
  };
}
