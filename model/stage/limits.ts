import { githubTrust } from "../account/githubTrust";
import { AWS_LIMITS } from "../limits/awsLimits";
import { logRetentionDays } from "../logRetention";
import { subscriptionName } from "../names";
import type { StageSettings } from "./config";

/** A value in a stage file that AWS rejects. */
export interface LimitProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Values that AWS rejects. Not part of the schema, because the schema must keep reading the settings of earlier releases.
 */
export function limitProblems(settings: StageSettings): readonly LimitProblem[] {
  return [
    ...retention(settings),
    ...settings.api.corsOrigins.flatMap((origin, index) => originProblem(origin, ["api", "corsOrigins", index])),
    ...alarmAddresses(settings),
    ...largeSettings(settings),
    ...signIn(settings),
    ...budgetNotifications(settings),
    ...failoverDomain(settings),
  ];
}

function retention({ api }: StageSettings): readonly LimitProblem[] {
  const { error } = logRetentionDays.safeParse(api.accessLogRetentionDays);
  const message = error?.issues[0]?.message;
  return message === undefined ? [] : [{ path: ["api", "accessLogRetentionDays"], message }];
}

/** A browser sends scheme, host and port in lower case. `*` is not allowed, because the API allows credentials. */
function originProblem(origin: string, path: readonly PropertyKey[]): readonly LimitProblem[] {
  if (/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(origin)) return [];
  const message = `"${origin}" is not an origin; write scheme and host in lower case, a port if needed, and nothing after it: https://app.example.com`;
  return [{ path, message }];
}

/** Pulumi names of subscriptions consist of letters, digits and hyphens, so two addresses can collide. */
function alarmAddresses({ alarms }: StageSettings): readonly LimitProblem[] {
  if (alarms.kind === "off") return [];
  const first = new Map<string, string>();
  return alarms.emails.flatMap((email, index) => {
    const name = subscriptionName(email);
    const known = first.get(name);
    first.set(name, known ?? email);
    if (known === undefined) return [];
    const message = `"${email}" and "${known}" have the same resource name, ${name}; remove one of them`;
    return [{ path: ["alarms", "emails", index], message }];
  });
}

function largeSettings({ settings }: StageSettings): readonly LimitProblem[] {
  const { max } = AWS_LIMITS.functionEnvironment;
  return Object.entries(settings).flatMap(([name, value]) => {
    const size = Buffer.byteLength(value);
    if (size <= max) return [];
    const message = `${String(size)} bytes; all variables of a function take at most ${String(max)}`;
    return [{ path: ["settings", name], message }];
  });
}

/** A sign-in for no workflow is a mistake; too many names do not fit in a role's trust policy. */
function signIn({ account, github }: StageSettings): readonly LimitProblem[] {
  if (github.kind === "off") return [];
  const trust = githubTrust(account, [github], "deploy");
  if (trust === null && !github.pullRequests) {
    const message =
      "no workflow could sign in; name a branch or an environment, or allow pullRequests, or set kind to off";
    return [{ path: ["github"], message }];
  }
  const { max } = AWS_LIMITS.trustPolicy;
  const length = JSON.stringify(trust).length;
  if (length <= max / 2) return [];
  const message = `its branches and environments take ${String(length)} characters of a trust policy of ${String(max)}, of which half is for them; use environments instead of branches`;
  return [{ path: ["github"], message }];
}

function budgetNotifications({ budget }: StageSettings): readonly LimitProblem[] {
  if (budget.kind === "off") return [];
  const { max } = AWS_LIMITS.budgetNotifications;
  const count = budget.actualPercent.length + budget.forecastPercent.length;
  const repeated = (["actualPercent", "forecastPercent"] as const).flatMap((key) =>
    new Set(budget[key]).size === budget[key].length
      ? []
      : [{ path: ["budget", key], message: "a percentage is there twice" }],
  );
  if (count <= max) return repeated;
  const message = `${String(count)} percentages in actualPercent and forecastPercent; a budget has at most ${String(max)} notifications`;
  return [...repeated, { path: ["budget"], message }];
}

/** Failover records lead to a custom domain; a domain exists once in a region. */
function failoverDomain({ failover, api, domains }: StageSettings): readonly LimitProblem[] {
  if (failover.kind === "off") return [];
  if (!api.customDomain) {
    const message = "needs a custom domain; set listbackup:api.customDomain to true, or kind to off";
    return [{ path: ["failover", "kind"], message }];
  }
  if (failover.kind === "primary") return [];
  if (failover.domain === domains.api) {
    const message = `${failover.domain} is this stage's own domain; write that of ${failover.of}`;
    return [{ path: ["failover", "domain"], message }];
  }
  if (failover.domain.endsWith(`.${domains.zone}`)) return [];
  const message = `${failover.domain} is not in the zone ${domains.zone}`;
  return [{ path: ["failover", "domain"], message }];
}
