import type { SeriesOption, XAXisComponentOption, YAXisComponentOption } from "echarts";
import { errorRate, type AnalysisEvent, type VersionTotals } from "../../../model/release/event";
import type { TrafficShare } from "../../../model/report/deploymentReport";
import { duration } from "../../ui/duration";
import { AXIS_STYLE, CHART_COLORS, drawChart } from "./svg";

/** px */
const WIDTH = 960;
const PANEL = 120;
const GAP = 44;
const MARGIN = { left: 70, right: 130, top: 24, bottom: 34 };
/** Room above the highest point. */
const HEADROOM = 1.25;

/** Diameter of a point. px */
const SYMBOL = 6;

/** Lines of a panel share an axis and a unit. */
interface Panel {
  readonly title: string;
  readonly unit: string;
  /** End of the axis. @default that of the values */
  readonly max?: number;
  readonly lines: readonly Line[];
}

interface Line {
  /** Written at its end. */
  readonly label: string;
  readonly color: string;
  readonly pattern: "solid" | "dashed" | "dotted";
  readonly step: boolean;
  readonly points: readonly (readonly [seconds: number, value: number, title: string])[];
}

/**
 * The shift of traffic: share of the new versions, their error rate and duration beside those of the old versions, over time.
 * @param from start of the deployment, Unix ms @param to its end
 */
export function trafficChart(
  shares: readonly TrafficShare[],
  analyses: readonly AnalysisEvent[],
  from: number,
  to: number,
): string {
  const seconds = (at: number): number => (at - from) / 1000;
  const panels = [sharePanel(shares, seconds, to), ...ratePanels(analyses, seconds)];
  const first = Math.min(...shares.map(({ at }) => seconds(at)), seconds(to));
  const height = MARGIN.top + MARGIN.bottom + panels.length * PANEL + (panels.length - 1) * GAP;
  const lines = panels.flatMap((panel, index) => panel.lines.map((line) => ({ line, index })));
  return drawChart(
    {
      grid: panels.map((_panel, index) => ({
        left: MARGIN.left,
        right: MARGIN.right,
        top: MARGIN.top + index * (PANEL + GAP),
        height: PANEL,
      })),
      title: panels.map(({ title }, index) => ({
        text: title,
        left: MARGIN.left,
        top: MARGIN.top + index * (PANEL + GAP) - 24,
        textStyle: { color: CHART_COLORS.text, fontSize: 12, fontWeight: "bold", fontFamily: "inherit" },
      })),
      xAxis: panels.map((_panel, index) => timeAxis(index, [Math.floor(first), Math.ceil(seconds(to))])),
      yAxis: panels.map(valueAxis),
      series: lines.map(({ line, index }) => seriesOf(line, index)),
    },
    { width: WIDTH, height },
    "Traffic of the new versions, their error rate and duration over time; the table below has the same data",
    lines.map(({ line }) => line.points.map(([, , title]) => title)),
  );
}

function sharePanel(shares: readonly TrafficShare[], seconds: (at: number) => number, to: number): Panel {
  const last = shares.at(-1);
  const points = shares.map(({ at, percent }) => [seconds(at), percent, `${String(percent)} %`] as const);
  const end = last === undefined ? [] : [[seconds(Math.max(to, last.at)), last.percent, ""] as const];
  return {
    title: "Share of the traffic",
    unit: "%",
    max: 100,
    lines: [
      {
        label: "new versions",
        color: CHART_COLORS.critical,
        pattern: "solid",
        step: true,
        points: [...points, ...end],
      },
    ],
  };
}

function ratePanels(analyses: readonly AnalysisEvent[], seconds: (at: number) => number): readonly Panel[] {
  const lineOf = (
    which: "current" | "baseline",
    unit: string,
    valueOf: (totals: VersionTotals) => number | null,
  ): Line => ({
    label: which === "current" ? "new versions" : "old versions",
    color: which === "current" ? CHART_COLORS.critical : CHART_COLORS.phase,
    pattern: which === "current" ? "solid" : "dashed",
    step: false,
    points: analyses.flatMap((analysis) => {
      const value = valueOf(analysis[which]);
      if (value === null) return [];
      const title = `${which === "current" ? "new" : "old"} versions: ${value.toFixed(1)} ${unit}, ${analysis.verdict}`;
      return [[seconds(analysis.at), value, title] as const];
    }),
  });
  const limit: Line = {
    label: "limit",
    color: CHART_COLORS.failed,
    pattern: "dotted",
    step: false,
    points: analyses.map(({ at, errorLimit }) => [seconds(at), errorLimit, ""]),
  };
  const [rates, durations] = [
    { title: "Error rate", unit: "%", lines: [lineOf("current", "%", errorRate), lineOf("baseline", "%", errorRate)] },
    {
      title: "Duration, 95th percentile",
      unit: "ms",
      lines: [lineOf("current", "ms", ({ p95 }) => p95), lineOf("baseline", "ms", ({ p95 }) => p95)],
    },
  ];
  return [
    ...(hasPoints(rates) ? [{ ...rates, lines: [...rates.lines, limit] }] : []),
    ...(hasPoints(durations) ? [durations] : []),
  ];
}

function hasPoints({ lines }: Panel): boolean {
  return lines.some(({ points }) => points.length > 0);
}

/** All panels show the same time. */
function timeAxis(gridIndex: number, [min, max]: readonly [number, number]): XAXisComponentOption {
  const axisLabel = { ...AXIS_STYLE.axisLabel, formatter: (value: number) => duration(value * 1_000) };
  return { type: "value", gridIndex, min, max, ...AXIS_STYLE, axisLabel };
}

function valueAxis({ unit, max, lines }: Panel, gridIndex: number): YAXisComponentOption {
  const highest = Math.max(0, ...lines.flatMap(({ points }) => points.map(([, value]) => value)));
  return {
    type: "value",
    gridIndex,
    min: 0,
    max: max ?? niceMaximum(highest * HEADROOM),
    ...(max === undefined ? { splitNumber: 4 } : { interval: max / 4 }),
    ...AXIS_STYLE,
    axisLabel: { ...AXIS_STYLE.axisLabel, formatter: `{value} ${unit}` },
  };
}

/** The next number above that is 1, 2 or 5 times a power of ten. */
function niceMaximum(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function seriesOf({ label, color, pattern, step, points }: Line, index: number): SeriesOption {
  return {
    type: "line",
    xAxisIndex: index,
    yAxisIndex: index,
    ...(step ? { step: "end" } : {}),
    data: points.map(([seconds, value]) => [seconds, value]),
    symbolSize: pattern === "dotted" ? 0 : SYMBOL,
    lineStyle: { color, type: pattern },
    itemStyle: { color },
    endLabel: { show: true, formatter: label, color, fontFamily: "inherit", fontSize: 12, distance: 8 },
    // Two lines may end at the same value.
    labelLayout: { moveOverlap: "shiftY" },
  };
}
