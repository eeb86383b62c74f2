import type { DeploymentReport } from "../../../model/report/deploymentReport";
import { renderPage } from "./document";
import { Pipeline } from "./pipeline";
import { Drift } from "./drift";
import { Checks, Cost, Differences, Events, Messages } from "./results";
import { Summary } from "./summary";
import { Timeline } from "./timeline";
import { Traffic } from "./traffic";

/** The report of a deployment as one HTML file. @param refreshSeconds see PageProps */
export function deploymentPage(report: DeploymentReport, refreshSeconds?: number): string {
  const { id, stage, outcome } = report.record;
  const links: readonly (readonly [string, string])[] = [
    ["pipeline", "Pipeline"],
    ["timeline", "Timeline"],
    ...(report.traffic.length === 0 ? [] : [["traffic", "Traffic"] as const]),
    ["checks", "Verification"],
    ["messages", "Errors"],
    ...(report.events.length === 0 ? [] : [["events", "Events"] as const]),
    ["differences", "Differences"],
    ["drift", "Drift"],
    ...(report.cost === null ? [] : [["cost", "Cost"] as const]),
  ];
  return renderPage({
    title: `${stage} ${String(id)}: ${outcome}`,
    ...(refreshSeconds === undefined ? {} : { refreshSeconds }),
    children: (
      <main id="main">
        <Summary report={report} />
        <nav aria-label="Parts of the report">
          <ul>
            {links.map(([to, text]) => (
              <li>
                <a href={`#${to}`}>{text}</a>
              </li>
            ))}
          </ul>
        </nav>
        <Pipeline report={report} />
        <Timeline report={report} />
        <Traffic report={report} />
        <Checks report={report} />
        <Messages report={report} />
        <Events report={report} />
        <Differences report={report} />
        <Drift report={report} />
        <Cost report={report} />
      </main>
    ),
  });
}
