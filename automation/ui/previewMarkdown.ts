import type { Catalog } from "../../model/catalog/schema/catalog";
import { CHECK_GROUPS } from "../../model/catalog/schema/checks";
import type { CostEstimate } from "../../model/cost/costEstimate";
import { PHASES } from "../../model/phases";
import { propertyChanges, type PropertyChange } from "../../model/preview/propertyChanges";
import { routeChanges, type RouteChange } from "../../model/preview/routeChanges";
import type { PlannedResource } from "../../model/review/plannedResource";
import { stoppingFindings, type Review } from "../../model/review/review";
import type { Stage } from "../../model/stage/stage";
import type { Change } from "../engine/changes/change";
import { summarize } from "./changes";
import { costMarkdown } from "./cost";
import { count } from "./duration";
import { countBySeverity, reviewMarkdown } from "./review";

/** What a preview found. */
export interface PreviewSubject {
  readonly stage: Pick<Stage, "name" | "security">;
  readonly catalog: Catalog;
  readonly changes: readonly Change[];
  /** Resources before and after the changes. */
  readonly previous: readonly PlannedResource[];
  readonly resources: readonly PlannedResource[];
  readonly review: Review | undefined;
  readonly cost: CostEstimate | undefined;
}

/** So many changes of a service, and properties of a resource, are listed; the others are counted. */
const LISTED = 40;

/**
 * A preview as the comment of a pull request: first what stops a deployment, loses data or replaces something; then the
 * routes, the changes by phase and service with old and new values, the checks that will run, cost and security review.
 */
export function previewMarkdown(subject: PreviewSubject): readonly string[] {
  const { stage, catalog, changes, previous, resources, review, cost } = subject;
  return [
    `### Preview of \`${stage.name}\``,
    "",
    `**${summarize(changes)}**`,
    "",
    ...risks(subject),
    ...routesTable(routeChanges(previous, resources)),
    ...PHASES.flatMap(({ id, title }) =>
      phaseDetails(
        title,
        changes.filter(({ phase }) => phase === id),
        subject,
      ),
    ),
    ...phaseDetails(
      "Outside the phases",
      changes.filter(({ phase }) => phase === null),
      subject,
    ),
    ...(changes.length === 0 ? [] : checksList(catalog, stage.name)),
    ...(cost === undefined ? [] : costMarkdown(cost)),
    ...(review === undefined ? [] : reviewMarkdown(review)),
  ];
}

/** What stops a deployment, and what is replaced. */
function risks({ stage, changes, review }: PreviewSubject): readonly string[] {
  const losses = changes.flatMap((change) => change.losses);
  const stopping = review === undefined ? [] : stoppingFindings(review, stage.security.stopAt);
  const replaced = changes.filter(({ kind }) => kind === "replace");
  const stops = [
    ...losses.map(
      ({ kind, name, lost }) => `${kind} \`${name}\` loses ${lost}; with \`--allow-${kind} ${name}\` it is accepted`,
    ),
    ...(stopping.length === 0 ? [] : [`findings of the security review: ${countBySeverity(stopping)}`]),
  ];
  return [
    ...(stops.length === 0
      ? []
      : ["> [!CAUTION]", "> A deployment is refused:", ...stops.map((text) => `> - ${text}`), ""]),
    ...(replaced.length === 0
      ? []
      : [
          "> [!WARNING]",
          "> Replaced:",
          ...replaced.map(({ name, type, properties }) => `> - \`${name}\` (${type}): ${properties.join(", ")}`),
          "",
        ]),
  ];
}

function routesTable(routes: readonly RouteChange[]): readonly string[] {
  if (routes.length === 0) return [];
  return [
    `<details><summary>${count(routes.length, "route")}</summary>`,
    "",
    "| | route | |",
    "|---|---|---|",
    ...routes.map(({ change, route, parts }) => `| ${change} | ${code(route)} | ${parts.join(", ")} |`),
    "",
    "</details>",
    "",
  ];
}

function phaseDetails(title: string, changes: readonly Change[], subject: PreviewSubject): readonly string[] {
  if (changes.length === 0) return [];
  const services = Object.keys(subject.catalog.services);
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const service = serviceOf(change.name, services);
    groups.set(service, [...(groups.get(service) ?? []), change]);
  }
  return [
    `<details><summary>${title}: ${summarize(changes)}</summary>`,
    "",
    ...[...groups].flatMap(([service, own]) => [
      ...(service === "" ? [] : [`**${service}**: ${summarize(own)}`, ""]),
      ...serviceLines(own, subject),
      "",
    ]),
    "</details>",
    "",
  ];
}

function serviceLines(changes: readonly Change[], subject: PreviewSubject): readonly string[] {
  // Every changed function moves its alias.
  const moved = changes.filter(isMovedAlias);
  const listed = changes.filter((change) => !isMovedAlias(change));
  return [
    ...listed.slice(0, LISTED).flatMap((change) => changeLines(change, subject)),
    ...(listed.length > LISTED ? [`- … ${String(listed.length - LISTED)} more`] : []),
    ...(moved.length === 0 ? [] : [`- ${count(moved.length, "alias moves", "aliases move")} to the new version`]),
  ];
}

function isMovedAlias({ kind, type, properties }: Change): boolean {
  return (
    kind === "update" && type === "aws:lambda/alias:Alias" && properties.every((name) => name === "functionVersion")
  );
}

/** The service with the longest name that the resource's name begins with; empty: of none. */
function serviceOf(name: string, services: readonly string[]): string {
  const own = services.filter((service) => name === service || name.startsWith(`${service}-`));
  return own.sort((a, b) => b.length - a.length)[0] ?? "";
}

function changeLines({ kind, urn, name, type }: Change, subject: PreviewSubject): readonly string[] {
  const head = `- ${kind} \`${name}\` (${type})`;
  if (kind === "create" || kind === "delete") return [head];
  const inputsOf = (resources: readonly PlannedResource[]) => resources.find((one) => one.urn === urn)?.inputs ?? {};
  const properties = propertyChanges(inputsOf(subject.previous), inputsOf(subject.resources)).filter(
    // Its routes have a table of their own.
    ({ path }) => type !== "aws:apigatewayv2/api:Api" || !path.startsWith("body"),
  );
  return [
    head,
    ...properties.slice(0, LISTED).map(propertyLine),
    ...(properties.length > LISTED ? [`  - … ${String(properties.length - LISTED)} more properties`] : []),
  ];
}

function propertyLine({ path, before, after }: PropertyChange): string {
  const value = (text: string | null): string => (text === null ? "absent" : code(text));
  return `  - ${code(path)}: ${value(before)} → ${value(after)}`;
}

/** Text as code in Markdown, whatever it contains: a longer fence than any in it, without line breaks. */
function code(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

function checksList({ checks: { checks } }: Catalog, stage: Stage["name"]): readonly string[] {
  const due = Object.values(checks).filter(
    ({ when, stages }) => when === "always" && (stages?.includes(stage) ?? true),
  );
  if (due.length === 0) return [];
  return [
    `<details><summary>${count(due.length, "check")} after the deployment</summary>`,
    "",
    ...CHECK_GROUPS.flatMap((group) => {
      const own = due.filter((check) => check.group === group);
      return own.length === 0 ? [] : [`- ${group}: ${own.map(({ purpose }) => purpose).join("; ")}`];
    }),
    "",
    "</details>",
    "",
  ];
}
