import type { JSX } from "preact";
import type { DeploymentReport } from "../../../model/report/deploymentReport";
import type { ResourceSpan } from "../../../model/report/spans";
import { duration } from "../../ui/duration";
import { durationChart } from "../charts/bars";
import { timelineChart } from "../charts/timeline";
import { Chart, Section, State, Table } from "./section";

const SLOWEST = 15;

/** When each phase and each resource ran, which were the slowest, and which decided the duration. */
export function Timeline({ report }: { readonly report: DeploymentReport }): JSX.Element | null {
  const { from, phases, resources, criticalPath } = report;
  if (resources.length === 0)
    return (
      <Section id="timeline" title="Timeline">
        <p>No resource changed.</p>
      </Section>
    );
  const slowest = [...resources].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, SLOWEST);
  const bars = slowest.map((span) => ({ label: span.name, milliseconds: span.to - span.from, state: span.state }));
  return (
    <>
      <Section id="timeline" title="Timeline">
        <Chart
          svg={timelineChart(from, phases, resources, criticalPath)}
          caption="Seconds since the beginning. Dark bars are phases, with resources in lanes below; blue ones are on the critical path, red ones failed."
        >
          <ResourceTable label="All changed resources" from={from} spans={resources} />
        </Chart>
      </Section>
      <Section id="slowest" title="Slowest resources">
        <Chart
          svg={durationChart(bars, "Durations of the slowest resources")}
          caption="Seconds from request to result."
        >
          <ResourceTable label="Slowest resources" from={from} spans={slowest} />
        </Chart>
      </Section>
      <Section id="critical-path" title="Critical path">
        <p>The chain of operations that decided how long the deployment took.</p>
        <Table
          label="Critical path"
          head={["Resource", "Operation", "Waited before", "Took"]}
          numbers={[2, 3]}
          rows={criticalPath.map(({ span, waited }) => [
            span.name,
            span.operation,
            duration(waited),
            duration(span.to - span.from),
          ])}
        />
      </Section>
    </>
  );
}

function ResourceTable(props: {
  readonly label: string;
  readonly from: number;
  readonly spans: readonly ResourceSpan[];
}): JSX.Element {
  const { label, from, spans } = props;
  return (
    <Table
      label={label}
      head={["Resource", "Phase", "Operation", "State", "Began after", "Took"]}
      numbers={[4, 5]}
      rows={spans.map((span) => [
        span.name,
        span.phase ?? "",
        span.operation,
        <State is={span.state} text={span.state} />,
        duration(Math.max(0, span.from - from)),
        duration(span.to - span.from),
      ])}
    />
  );
}
