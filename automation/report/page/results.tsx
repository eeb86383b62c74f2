import picocolors from "picocolors";
import type { JSX } from "preact";
import type { DeploymentReport } from "../../../model/report/deploymentReport";
import { utcTime } from "../../../model/time";
import { eventLines, type EventView } from "../../ui/events";
import { count } from "../../ui/duration";
import { Section, State, Table, type StateName } from "./section";

const VERDICT_STATES: Readonly<Record<string, StateName>> = {
  passed: "done",
  failed: "failed",
  inconclusive: "warning",
};

/** The verdict of each check of the verification. */
export function Checks({ report }: { readonly report: DeploymentReport }): JSX.Element {
  const { checks } = report.record;
  return (
    <Section id="checks" title="Verification">
      {checks.length === 0 ? (
        <p>No check ran.</p>
      ) : (
        <Table
          label="Checks"
          head={["Check", "Verdict"]}
          rows={checks.map(({ id, verdict }) => [
            id,
            <State is={VERDICT_STATES[verdict] ?? "neutral"} text={verdict} />,
          ])}
        />
      )}
    </Section>
  );
}

/** Errors and warnings, as they were recorded. */
export function Messages({ report: { messages } }: { readonly report: DeploymentReport }): JSX.Element {
  return (
    <Section id="messages" title="Errors and warnings">
      {messages.length === 0 ? (
        <p>None.</p>
      ) : (
        <Table
          label="Errors and warnings"
          head={["Time (UTC)", "Severity", "Resource", "Message"]}
          rows={messages.map(({ at, severity, resource, text }) => [
            utcTime(at),
            <State is={severity === "error" ? "failed" : "warning"} text={severity} />,
            resource ?? "",
            <pre>{text}</pre>,
          ])}
        />
      )}
    </Section>
  );
}

const PLAIN: EventView = { width: Infinity, colors: picocolors.createColors(false), failedOnly: false };

/** Every event, as the command `events` prints it. */
export function Events({ report: { events } }: { readonly report: DeploymentReport }): JSX.Element | null {
  const lines = eventLines(events, PLAIN);
  if (lines.length === 0) return null;
  return (
    <Section id="events" title="Events">
      <details>
        <summary>{count(lines.length, "line")}, times in UTC</summary>
        <pre class="events" tabIndex={0}>
          {lines.join("\n")}
        </pre>
      </details>
    </Section>
  );
}

/** What differs from the release before. */
export function Differences({ report }: { readonly report: DeploymentReport }): JSX.Element {
  const { differences, record } = report;
  return (
    <Section id="differences" title="Differences from the release before">
      {differences === null ? (
        <p>
          {record.replaced === null ? "It is the first release." : "The record of the release before cannot be read."}
        </p>
      ) : differences.length === 0 ? (
        <p>None: the same catalog, code and configuration.</p>
      ) : (
        <>
          <p>{count(differences.length, "difference")}.</p>
          <Table
            label="Differences"
            head={["Kind", "Name", "Change"]}
            rows={differences.map(({ kind, name, change }) => [kind, name, change])}
          />
        </>
      )}
    </Section>
  );
}

/** What the stage costs without being used. */
export function Cost({ report: { cost } }: { readonly report: DeploymentReport }): JSX.Element | null {
  if (cost === null) return null;
  return (
    <Section id="cost" title="Cost">
      <p>
        The stage costs about ${cost.toFixed(2)} a month without being used. Requests, storage and messages are charged
        in addition: <code>bin/deploy cost</code> measures them.
      </p>
    </Section>
  );
}
