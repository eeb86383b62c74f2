import type { CustomSeriesRenderItem } from "echarts";
import { PHASES } from "../../../model/phases";
import type { PathPart } from "../../../model/report/criticalPath";
import type { PhaseSpan, ResourceSpan } from "../../../model/report/spans";
import { duration } from "../../ui/duration";
import { AXIS_STYLE, CHART_COLORS, drawChart } from "./svg";

/** px */
const WIDTH = 960;
const LANE = 7;
const MARGIN = { left: 150, right: 20, top: 10, bottom: 30 };
const GAP = 2;

/** A bar of the chart: a phase, or a resource in a lane below its phase. */
interface Bar {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly color: string;
  readonly title: string;
}

/**
 * Phases and resources over time. Operations that ran at the same time are in lanes below their phase, so the height shows how
 * much ran in parallel.
 * @param from start of the deployment, Unix ms
 */
export function timelineChart(
  from: number,
  phases: readonly PhaseSpan[],
  resources: readonly ResourceSpan[],
  path: readonly PathPart[],
): string {
  const critical = new Set(path.map(({ span }) => span));
  const bars: Bar[] = [];
  const labels: string[] = [];
  for (const phase of phases) {
    const title = PHASES.find(({ id }) => id === phase.phase)?.title ?? phase.phase;
    bars.push(bar(labels.length, phase, CHART_COLORS.phase, `${title}: ${duration(phase.to - phase.from)}`));
    labels.push(title);
    const own = resources.filter((span) => span.phase === phase.phase);
    for (const lane of lanesOf(own)) {
      for (const span of lane) bars.push(bar(labels.length, span, colorOf(span, critical), titleOf(span)));
      labels.push("");
    }
  }
  const seconds = (at: number): number => Math.max(0, (at - from) / 1000);
  const height = MARGIN.top + MARGIN.bottom + labels.length * LANE;
  return drawChart(
    {
      grid: { ...MARGIN },
      xAxis: { type: "value", ...AXIS_STYLE, axisLabel: { ...AXIS_STYLE.axisLabel, formatter: "{value} s" } },
      yAxis: {
        type: "category",
        inverse: true,
        data: labels,
        ...AXIS_STYLE,
        splitLine: { show: false },
        axisLabel: { ...AXIS_STYLE.axisLabel, interval: 0 },
      },
      series: [
        {
          type: "custom",
          renderItem: rectangle,
          data: bars.map(({ lane, from: start, to, color }) => ({
            value: [lane, seconds(start), seconds(to)],
            itemStyle: { color },
          })),
          encode: { x: [1, 2], y: 0 },
        },
      ],
    },
    { width: WIDTH, height },
    "Phases and resources over time; the table below has the same data",
    [bars.map(({ title }) => title)],
  );
}

function bar(lane: number, { from, to }: PhaseSpan | ResourceSpan, color: string, title: string): Bar {
  return { lane, from, to, color, title };
}

function colorOf(span: ResourceSpan, critical: ReadonlySet<ResourceSpan>): string {
  if (span.state === "failed") return CHART_COLORS.failed;
  return critical.has(span) ? CHART_COLORS.critical : CHART_COLORS[span.state];
}

function titleOf({ name, operation, state, from, to }: ResourceSpan): string {
  return `${name}: ${operation}, ${state}, ${duration(to - from)}`;
}

/** Spans of a phase in as few lanes as possible: two in a lane do not overlap. */
function lanesOf(spans: readonly ResourceSpan[]): readonly (readonly ResourceSpan[])[] {
  const lanes: ResourceSpan[][] = [];
  for (const span of spans) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= span.from);
    if (free === undefined) lanes.push([span]);
    else free.push(span);
  }
  return lanes;
}

const rectangle: CustomSeriesRenderItem = (_parameters, api) => {
  const [x = 0, y = 0] = api.coord([api.value(1), api.value(0)]);
  const [end = 0] = api.coord([api.value(2), api.value(0)]);
  const height = LANE - GAP;
  return {
    type: "rect",
    // An operation that took no time is still seen.
    shape: { x, y: y - height / 2, width: Math.max(1, end - x), height },
    style: { fill: api.visual("color") as string },
  };
};
