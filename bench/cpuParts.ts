/** A CPU profile of V8, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** What a command's thread does. */
export const PARTS = ["sources", "modules", "AWS SDK", "schemas", "YAML", "garbage", "other", "waiting"] as const;
export type Part = (typeof PARTS)[number];

/** The first that fits a frame of a sample, from the innermost frame outwards. */
const FRAMES: readonly (readonly [part: Part, fits: (name: string, url: string) => boolean])[] = [
  ["waiting", (name) => name === "(idle)"],
  ["garbage", (name) => name === "(garbage collector)"],
  // Whether the compiled program is that of the sources.
  ["sources", (_name, url) => url.endsWith("/tools/program.cjs")],
  ["modules", (name, url) => name === "Module._load" || /\/tools\/code(Cache|File)\.cjs$/.test(url)],
  ["schemas", (_name, url) => url.includes("/node_modules/zod/")],
  ["YAML", (_name, url) => url.includes("/node_modules/yaml/")],
  ["AWS SDK", (_name, url) => /\/node_modules\/@(aws-sdk|smithy)\//.test(url)],
];

type Frame = CpuProfile["nodes"][number]["callFrame"];

/** Milliseconds of each part. */
export function partsOf({ nodes, samples, timeDeltas }: CpuProfile): Readonly<Record<Part, number>> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const sums = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  samples.forEach((sample, index) => {
    let part: Part | undefined;
    for (let id: number | undefined = sample; id !== undefined && part === undefined; id = parents.get(id))
      part = partOf(frames.get(id));
    sums[part ?? "other"] += (timeDeltas[index] ?? 0) / 1000;
  });
  return sums;
}

function partOf(frame: Frame | undefined): Part | undefined {
  if (frame === undefined) return undefined;
  return FRAMES.find(([, fits]) => fits(frame.functionName, frame.url))?.[0];
}
