import type { JSX } from "preact";
import { errorRate, type AnalysisEvent, type VersionTotals } from "../../../model/release/event";
import type { DeploymentReport } from "../../../model/report/deploymentReport";
import { duration } from "../../ui/duration";
import { trafficChart } from "../charts/traffic";
import { Chart, Section, State, Table, type StateName } from "./section";

/** How the traffic moved to the new versions, and how these did; nothing where it moved at once. */
export function Traffic({ report }: { readonly report: DeploymentReport }): JSX.Element | null {
  const { traffic, analyses, from, to } = report;
  if (traffic.length === 0) return null;
  return (
    <Section id="traffic" title="Traffic">
      <Chart
        svg={trafficChart(traffic, analyses, from, to)}
        caption="Share of the traffic of the new versions, and their error rate and duration beside those of the old versions of the same functions."
      >
        <Table
          label="Traffic"
          head={["After", "Share of the new versions", "Functions"]}
          numbers={[0, 1, 2]}
          rows={traffic.map(({ at, percent, functions }) => [
            duration(at - from),
            `${String(percent)} %`,
            String(functions),
          ])}
        />
        <Analyses analyses={analyses} from={from} />
      </Chart>
      <Breaches analyses={analyses} />
    </Section>
  );
}

const VERDICTS: Readonly<Record<AnalysisEvent["verdict"], StateName>> = {
  healthy: "done",
  inconclusive: "warning",
  breached: "failed",
};

function Analyses(props: { readonly analyses: readonly AnalysisEvent[]; readonly from: number }): JSX.Element {
  const { analyses, from } = props;
  if (analyses.length === 0) return <p>No analysis is recorded.</p>;
  return (
    <Table
      label="Analyses"
      head={[
        "After",
        "Share",
        "Verdict",
        "Invocations",
        "Failed",
        "p95",
        "Old: invocations",
        "Old: failed",
        "Old: p95",
      ]}
      numbers={[0, 1, 3, 4, 5, 6, 7, 8]}
      rows={analyses.map(({ at, percent, verdict, current, baseline }) => [
        duration(at - from),
        `${String(percent)} %`,
        <State is={VERDICTS[verdict]} text={verdict} />,
        ...cellsOf(current),
        ...cellsOf(baseline),
      ])}
    />
  );
}

/** Invocations, error rate, duration. */
function cellsOf(totals: VersionTotals): readonly string[] {
  const rate = errorRate(totals);
  const { invocations, p95 } = totals;
  return [
    String(invocations),
    rate === null ? "" : `${rate.toFixed(1)} %`,
    p95 === null ? "" : `${String(Math.round(p95))} ms`,
  ];
}

/** Why traffic returned to the old versions. */
function Breaches({ analyses }: { readonly analyses: readonly AnalysisEvent[] }): JSX.Element | null {
  const breaches = [...new Set(analyses.flatMap((analysis) => analysis.breaches))];
  if (breaches.length === 0) return null;
  return (
    <>
      <h3>Exceeded limits</h3>
      <ul>
        {breaches.map((breach) => (
          <li>{breach}</li>
        ))}
      </ul>
    </>
  );
}
