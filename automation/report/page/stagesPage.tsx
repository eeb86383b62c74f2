import type { JSX } from "preact";
import type { DriftCheck } from "../../../model/release/driftCheck";
import type { ReleaseRecord } from "../../../model/release/record";
import { utcTime } from "../../../model/time";
import type { StageStatus } from "../../status/stageStatus";
import { duration } from "../../ui/duration";
import { age, describeOrigin, nameOf, shortCommit } from "../../ui/releases";
import { remarks } from "../../ui/status";
import { durationChart } from "../charts/bars";
import type { StageOverview } from "../readStages";
import { renderPage } from "./document";
import { Chart, Section, Sentence, State, Table, type StateName } from "./section";
import { OUTCOME_STATES } from "./summary";

/** Every stage at a glance as one HTML file. @param at Unix ms @param refreshSeconds see PageProps */
export function stagesPage(stages: readonly StageOverview[], at: number, refreshSeconds?: number): string {
  return renderPage({
    title: "Stages",
    ...(refreshSeconds === undefined ? {} : { refreshSeconds }),
    children: (
      <main id="main">
        <h1>Stages</h1>
        <p class="muted">{utcTime(at)} UTC</p>
        <Table
          label="Stages"
          head={["Stage", "State", "Release", "Age", "Commit", "Functions", "Health", "Drift"]}
          numbers={[5]}
          rows={stages.map(({ status, drift }) => [...overviewRow(status, at / 1000), driftCell(drift, at / 1000)])}
        />
        {stages.map((stage) => (
          <Stage stage={stage} at={at} />
        ))}
      </main>
    ),
  });
}

function overviewRow(status: StageStatus, now: number): readonly (string | JSX.Element)[] {
  const link = <a href={`#${status.stage}`}>{status.stage}</a>;
  switch (status.kind) {
    case "unreachable":
      return [link, <State is="failed" text="unreachable" />, "", "", "", "", ""];
    case "empty":
      return [
        link,
        <State is="neutral" text={status.bootstrapped ? "not deployed" : "not bootstrapped"} />,
        "",
        "",
        "",
        "",
        "",
      ];
    case "state-missing":
      return [link, <State is="failed" text="state missing" />, String(status.release.id), "", "", "", ""];
    case "deployed": {
      const { release, functions, health, unfinished } = status;
      return [
        link,
        unfinished === null ? <State is="done" text="deployed" /> : <State is="warning" text={unfinished.outcome} />,
        release === null ? "" : String(release.id),
        release === null ? "" : age(now - release.id),
        release === null ? "" : (release.commit ?? "").slice(0, 8),
        String(functions),
        <State is={HEALTH_STATES[health]} text={health} />,
      ];
    }
  }
}

function driftCell(drift: DriftCheck | null, now: number): string | JSX.Element {
  if (drift === null) return "";
  const text = `${drift.drifted === 0 ? "none" : String(drift.drifted)}, ${age(now - drift.at)} ago`;
  return <State is={drift.drifted === 0 ? "done" : "warning"} text={text} />;
}

type Health = Extract<StageStatus, { readonly kind: "deployed" }>["health"];

const HEALTH_STATES: Readonly<Record<Health, StateName>> = {
  healthy: "done",
  answers: "done",
  placeholder: "warning",
  unhealthy: "failed",
  "no answer": "failed",
};

function Stage({ stage, at }: { readonly stage: StageOverview; readonly at: number }): JSX.Element {
  const { status, recent } = stage;
  const notes = remarks(status, at / 1000);
  return (
    <Section id={status.stage} title={status.stage}>
      {status.kind === "deployed" ? <p>{status.url}</p> : null}
      {notes.length === 0 ? null : (
        <ul>
          {notes.map((text) => (
            <li>
              <Sentence text={text} />
            </li>
          ))}
        </ul>
      )}
      {recent.length === 0 ? null : <Recent stage={status.stage} recent={recent} />}
    </Section>
  );
}

function Recent(props: { readonly stage: string; readonly recent: readonly ReleaseRecord[] }): JSX.Element {
  const { stage, recent } = props;
  const ended = recent.filter(({ endedAt }) => endedAt !== null);
  const bars = ended.map(({ id, endedAt, outcome }) => ({
    label: `${String(id)} ${outcome}`,
    milliseconds: ((endedAt ?? id) - id) * 1_000,
    state: outcome === "succeeded" ? ("done" as const) : ("failed" as const),
  }));
  return (
    <Chart
      svg={durationChart(bars, `Durations of the last deployments of ${stage}`)}
      caption="Durations of the last deployments, newest first. Green ones succeeded."
    >
      <Table
        label={`Last deployments of ${stage}`}
        head={["Release", "Began (UTC)", "Outcome", "Took", "Origin", "Commit", "By"]}
        numbers={[3]}
        rows={recent.map((record) => [
          String(record.id),
          utcTime(record.id * 1_000),
          <State is={OUTCOME_STATES[record.outcome]} text={record.outcome} />,
          record.endedAt === null ? "" : duration((record.endedAt - record.id) * 1_000),
          describeOrigin(record),
          shortCommit(record.release),
          nameOf(record.who),
        ])}
      />
    </Chart>
  );
}
