import type { JSX } from "preact";
import type { DriftCheck } from "../../../model/release/driftCheck";
import type { DeploymentReport } from "../../../model/report/deploymentReport";
import { utcTime } from "../../../model/time";
import { count } from "../../ui/duration";
import { Section, State, Table } from "./section";

/** Where AWS differs from the stage's state, by the last recorded check. */
export function Drift({ report: { drift, record, to } }: { readonly report: DeploymentReport }): JSX.Element {
  return (
    <Section id="drift" title="Drift">
      {drift === null ? (
        <p>
          No check is recorded: <code>bin/deploy refresh {record.stage} --check</code> makes one.
        </p>
      ) : (
        <>
          <p>
            <State is={drift.drifted === 0 ? "done" : "warning"} text={driftText(drift)} />
          </p>
          <p class="muted">
            Checked at {utcTime(drift.at * 1_000)} UTC,{" "}
            {drift.at * 1_000 < to ? "before this deployment ended" : "after this deployment"}
            {drift.release === null ? "" : `, on release ${String(drift.release)}`}.
            {drift.taken ? " The state has what was found since: the next deployment reverts it." : ""}
          </p>
          {drift.drifts.length === 0 ? null : <DriftTable check={drift} />}
        </>
      )}
    </Section>
  );
}

function driftText({ checked, drifted }: DriftCheck): string {
  if (drifted === 0) return `none: ${count(checked, "resource matches", "resources match")} the state`;
  return `${String(drifted)} of ${count(checked, "resource")}`;
}

function DriftTable({ check: { drifted, drifts } }: { readonly check: DriftCheck }): JSX.Element {
  return (
    <>
      <Table
        label="Drift"
        head={["Resource", "Property", "Expected", "In AWS"]}
        rows={drifts.flatMap((drift): readonly (readonly string[])[] =>
          drift.kind === "vanished"
            ? [[drift.name, "", "exists", "was deleted"]]
            : drift.properties.map(({ path, expected, found }) => [
                drift.name,
                path,
                expected ?? "not set",
                found ?? "not set",
              ]),
        )}
      />
      {drifts.length < drifted ? <p>And {count(drifted - drifts.length, "other resource")}.</p> : null}
    </>
  );
}
