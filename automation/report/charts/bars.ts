import { duration } from "../../ui/duration";
import { AXIS_STYLE, CHART_COLORS, drawChart } from "./svg";

export interface DurationBar {
  readonly label: string;
  /** ms */
  readonly milliseconds: number;
  readonly state: "done" | "failed" | "running";
}

/** px */
const WIDTH = 960;
const ROW = 22;
const MARGIN = { left: 260, right: 70, top: 4, bottom: 28 };
/** Longer names are cut in the chart; the title and the table have them whole. characters */
const MAX_LABEL = 38;

/** Durations as horizontal bars, in the given order. @param label what the chart shows */
export function durationChart(bars: readonly DurationBar[], label: string): string {
  return drawChart(
    {
      grid: { ...MARGIN },
      xAxis: { type: "value", ...AXIS_STYLE, axisLabel: { ...AXIS_STYLE.axisLabel, formatter: "{value} s" } },
      yAxis: {
        type: "category",
        inverse: true,
        data: bars.map((bar) => shortened(bar.label)),
        ...AXIS_STYLE,
        splitLine: { show: false },
        axisLabel: { ...AXIS_STYLE.axisLabel, interval: 0 },
      },
      series: [
        {
          type: "bar",
          barWidth: ROW - 8,
          data: bars.map(({ milliseconds, state }) => ({
            value: milliseconds / 1000,
            itemStyle: { color: CHART_COLORS[state] },
          })),
          label: {
            show: true,
            position: "right",
            color: CHART_COLORS.text,
            formatter: ({ dataIndex }) => duration(bars[dataIndex]?.milliseconds ?? 0),
          },
        },
      ],
    },
    { width: WIDTH, height: MARGIN.top + MARGIN.bottom + bars.length * ROW },
    label,
    [bars.map(({ label: name, milliseconds }) => `${name}: ${duration(milliseconds)}`)],
  );
}

function shortened(text: string): string {
  return text.length <= MAX_LABEL ? text : `…${text.slice(1 - MAX_LABEL)}`;
}
