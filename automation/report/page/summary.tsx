import type { JSX } from "preact";
import type { DeploymentReport } from "../../../model/report/deploymentReport";
import type { Outcome } from "../../../model/release/record";
import { utcTime } from "../../../model/time";
import { duration } from "../../ui/duration";
import { describeOrigin, shortCommit } from "../../ui/releases";
import { State, type StateName } from "./section";

export const OUTCOME_STATES: Readonly<Record<Outcome, StateName>> = {
  succeeded: "done",
  failed: "failed",
  "rolled-back": "failed",
  deploying: "running",
  testing: "running",
  "rolling-back": "running",
  destroyed: "neutral",
};

/** Which deployment it is, how it ended, who made it and why. */
export function Summary({ report }: { readonly report: DeploymentReport }): JSX.Element {
  const { record, from, to, url } = report;
  const { id, stage, outcome, who, reason, release, replaced, overrides, program } = record;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Began", `${utcTime(id * 1_000)} UTC`],
    ["Took", duration(to - from)],
    ["By", who],
    ["Reason", reason],
    ["Origin", describeOrigin(record)],
    ["Commit", `${shortCommit(release)}${release.source.branch === null ? "" : ` on ${release.source.branch}`}`],
    ["Replaced", replaced === null ? "nothing: the first deployment" : `release ${String(replaced)}`],
    ["Overrides", overrides.length === 0 ? null : overrides.join(", ")],
    ["API", url],
    ["Program", program],
  ];
  return (
    <header>
      <h1>
        Release {String(id)} of {stage}
      </h1>
      <p>
        <State is={OUTCOME_STATES[outcome]} text={outcome} />
        {record.error === null ? null : <span class="muted"> {record.error.code}</span>}
      </p>
      <dl class="facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ),
        )}
      </dl>
    </header>
  );
}
