import { allFunctions } from "../catalog/functions";
import { parseReference } from "../catalog/reference";
import type { Catalog } from "../catalog/schema/catalog";
import { sameValue } from "../release/content";
import { migrationsOf } from "../release/migration";
import type { Release } from "../release/release";
import type { Stage } from "../stage/stage";
import type { ChecklistEntry } from "./checklist";
import type { TestRecord } from "./testRecord";

/** The state of an item, without its time. */
export type Evaluated = Pick<ChecklistEntry, "state" | "evidence"> & { readonly at?: number };

const passed = (evidence: string): Evaluated => ({ state: "passed", evidence });
const failed = (evidence: string): Evaluated => ({ state: "failed", evidence });
const unknown = (evidence: string): Evaluated => ({ state: "unknown", evidence });

/** @param record of the release's commit; null: there is none */
export function testsItem({ commit, dirty }: Release["source"], record: TestRecord | null): Evaluated {
  if (commit === null) return unknown("the backend is not in a git repository: results are recorded by commit");
  const short = commit.slice(0, 8);
  if (dirty) return unknown(`commit ${short} has uncommitted changes: their tests are not recorded`);
  if (record === null) return unknown(`no result is recorded for commit ${short}`);
  const { outcome, command, run, at } = record;
  const evidence = `\`${command.join(" ")}\` ${outcome} for commit ${short}${run === null ? "" : ` (${run})`}`;
  return { state: outcome, evidence, at };
}

/** @param missing names of required parameters and secrets that do not exist */
export function environmentItem(
  stage: Pick<Stage, "settings" | "functions">,
  catalog: Catalog,
  missing: readonly string[],
): Evaluated {
  const functions = allFunctions(catalog).filter(({ id }) => !stage.functions.absent.includes(id));
  const variables = functions.flatMap(({ id, spec, service }) =>
    Object.entries({ ...service.environment, ...spec.environment }).map(([name, text]) => ({ id, name, text })),
  );
  const unset = variables.filter(({ text }) => {
    const reference = parseReference(text);
    return reference.kind === "setting" && stage.settings[reference.name] === undefined;
  });
  const reasons = [
    ...new Set(unset.map(({ name, text }) => `${name} (${text} is not in the stage's file)`)),
    ...missing.map((name) => `${name} does not exist`),
  ];
  if (reasons.length > 0) return failed(reasons.join(", "));
  return passed(`${String(variables.length)} variables of ${String(functions.length)} functions have a value`);
}

/** @param done ids of migrations that have run on the stage @param isBuilt whether a function has a handler in the release */
export function migrationsItem(
  catalog: Catalog,
  done: readonly string[],
  isBuilt: (functionId: string) => boolean,
): Evaluated {
  const pending = migrationsOf(catalog).filter(({ id }) => !done.includes(id));
  if (pending.length === 0) return passed("none is pending");
  const unbuilt = pending.filter(
    ({ function: forward, back }) => !isBuilt(forward) || (back.kind === "function" && !isBuilt(back.id)),
  );
  return unbuilt.length === 0
    ? passed(`built, and not yet run: ${pending.map(({ id }) => id).join(", ")}`)
    : failed(`without a handler: ${unbuilt.map(({ id }) => id).join(", ")}`);
}

/** @param committed text of the file; null: there is none @param generated document of the release's routes */
export function apiDocsItem(file: string, committed: string | null, generated: string): Evaluated {
  if (committed === null) return failed(`${file} does not exist: write it with \`bin/deploy checklist write-docs\``);
  return sameValue(jsonOf(committed), JSON.parse(generated))
    ? passed(`${file} has the routes of the release`)
    : failed(`${file} has other routes than the release: write it with \`bin/deploy checklist write-docs\``);
}

/** undefined: it is not JSON */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** How the recipients of a stage's alarms stand. */
export type AlarmRecipients =
  /** The topic is created by the next deployment. */
  | { readonly kind: "no topic" }
  | { readonly kind: "topic"; readonly unconfirmed: readonly string[] }
  | { readonly kind: "unreadable"; readonly reason: string };

export function alarmsItem({ alarms, name }: Pick<Stage, "alarms" | "name">, recipients: AlarmRecipients): Evaluated {
  if (alarms.kind === "off") return failed(`listbackup:alarms is off in Pulumi.${name}.yaml`);
  const { emails } = alarms;
  if (emails.length === 0) return failed(`listbackup:alarms in Pulumi.${name}.yaml has no recipient`);
  switch (recipients.kind) {
    case "no topic":
      return passed(`${String(emails.length)} recipients; they are asked to confirm after this deployment`);
    case "unreadable":
      return unknown(recipients.reason);
    case "topic":
      return recipients.unconfirmed.length === 0
        ? passed(`${String(emails.length)} recipients have confirmed`)
        : failed(`not confirmed: ${recipients.unconfirmed.join(", ")}`);
  }
}
