import type { JSX } from "preact";
import { PHASES } from "../../../model/phases";
import type { DeploymentReport, StepSpan } from "../../../model/report/deploymentReport";
import { duration } from "../../ui/duration";
import { count } from "../../ui/duration";
import { Section, State, Table } from "./section";

/** The steps in order with their states, then the seven phases. */
export function Pipeline({ report: { steps, phases } }: { readonly report: DeploymentReport }): JSX.Element {
  return (
    <Section id="pipeline" title="Pipeline">
      <ol class="pipeline">
        {steps.map(({ step, milliseconds, state }) => (
          <li class={state}>
            <span class="name">
              <State is={state} text={step} />
            </span>
            <span class="time">{timeText(milliseconds)}</span>
          </li>
        ))}
      </ol>
      <h3>Phases</h3>
      <Table
        label="Phases"
        head={["Phase", "State", "Resources", "Time"]}
        numbers={[2, 3]}
        rows={PHASES.map(({ id, title }) => {
          const span = phases.find(({ phase }) => phase === id);
          if (span === undefined) return [title, <State is="neutral" text="unchanged" />, "0", ""];
          const { state, resources, from, to } = span;
          return [title, <State is={state} text={state} />, count(resources, "change"), duration(to - from)];
        })}
      />
    </Section>
  );
}

function timeText(milliseconds: StepSpan["milliseconds"]): string {
  return milliseconds === null ? "running" : duration(milliseconds);
}
