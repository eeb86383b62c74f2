import type * as echarts from "echarts";

/**
 * Colours by their meaning, as the chart library gets them. In the page each is a CSS variable, so that charts follow the
 * colour scheme of the reader.
 */
export const CHART_COLORS = {
  text: "#111101",
  line: "#111102",
  done: "#111103",
  failed: "#111104",
  running: "#111105",
  phase: "#111106",
  critical: "#111107",
} as const;

export interface ChartSize {
  /** px, of the drawing's own coordinates: the page scales it. */
  readonly width: number;
  readonly height: number;
}

const FONT = "inherit";

/** Axes of every chart: no decoration that says nothing. */
export const AXIS_STYLE = {
  axisLine: { lineStyle: { color: CHART_COLORS.line } },
  axisTick: { show: false },
  axisLabel: { color: CHART_COLORS.text, fontFamily: FONT, fontSize: 12 },
  splitLine: { lineStyle: { color: CHART_COLORS.line } },
} as const;

/**
 * Draws a chart as SVG.
 * @param label what it shows, for readers who do not see it
 * @param titles text of each drawn element, by series and data index: a browser shows it at the pointer
 */
export function drawChart(
  option: echarts.EChartsOption,
  { width, height }: ChartSize,
  label: string,
  titles: readonly (readonly string[])[],
): string {
  // Loaded here: only a report needs it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { init } = require("echarts") as typeof echarts;
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: "transparent", ...option });
    return asPart(chart.renderToSVGString(), label, titles);
  } finally {
    chart.dispose();
  }
}

/** The drawing as a part of a page: scaled, named, without styles of its own. */
function asPart(svg: string, label: string, titles: readonly (readonly string[])[]): string {
  const named = svg
    .replace(/<style\s*>.*?<\/style>/s, "")
    .replace(/^<svg width="\d+" height="\d+"/, `<svg role="img" aria-label="${escaped(label)}"`)
    .replace(/ pointer-events="visible"| class="zr\d+-cls-\d+"/g, "")
    .replace(
      / ecmeta_series_index="(\d+)"(?: ecmeta_data_index="(\d+)")? ecmeta_ssr_type="chart"><\/path>/g,
      (_text, series: string, index: string | undefined) =>
        `><title>${escaped(titles[Number(series)]?.[Number(index)] ?? "")}</title></path>`,
    );
  return Object.entries(CHART_COLORS).reduce((text, [name, color]) => text.replaceAll(color, `var(--${name})`), named);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
