import type { TrafficShare } from "../../../model/report/deploymentReport";
import { duration } from "../../ui/duration";
import { AXIS_STYLE, CHART_COLORS, drawChart } from "./svg";

const SIZE = { width: 960, height: 200 };
const MARGIN = { left: 60, right: 20, top: 10, bottom: 30 };

/** Share of the new versions over time. @param from start of the deployment, Unix ms @param to its end */
export function trafficChart(shares: readonly TrafficShare[], from: number, to: number): string {
  const seconds = (at: number): number => (at - from) / 1000;
  const last = shares.at(-1);
  const points = [
    ...shares.map(({ at, percent }) => [seconds(at), percent]),
    ...(last === undefined ? [] : [[seconds(Math.max(to, last.at)), last.percent]]),
  ];
  return drawChart(
    {
      grid: { ...MARGIN },
      xAxis: { type: "value", ...AXIS_STYLE, axisLabel: { ...AXIS_STYLE.axisLabel, formatter: "{value} s" } },
      yAxis: {
        type: "value",
        min: 0,
        max: 100,
        ...AXIS_STYLE,
        axisLabel: { ...AXIS_STYLE.axisLabel, formatter: "{value} %" },
      },
      series: [
        {
          type: "line",
          step: "end",
          data: points,
          symbolSize: 6,
          lineStyle: { color: CHART_COLORS.done },
          itemStyle: { color: CHART_COLORS.done },
        },
      ],
    },
    SIZE,
    "Share of the traffic of the new versions over time; the table below has the same data",
    [shares.map(({ at, percent }) => `${String(percent)} % after ${duration(at - from)}`)],
  );
}
