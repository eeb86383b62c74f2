/** Where an installation says what it does. */
export interface Report {
  readonly line: (text: string) => void;
  /** Draws over the last text it drew; an empty text wipes it. Only a terminal can. */
  readonly redraw?: (text: string) => void;
}

const REDRAW_EVERY = 1000;
const LINE_EVERY = 30_000;

/** Does something that takes its time, and shows that it is still at it. */
export async function withElapsed<T>(report: Report, title: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const elapsed = (): string => `${title} (${Math.round((Date.now() - started) / 1000)} s)`;
  const { redraw } = report;
  report.line(title);
  const timer =
    redraw === undefined
      ? setInterval(() => report.line(elapsed()), LINE_EVERY)
      : setInterval(() => redraw(elapsed()), REDRAW_EVERY);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    redraw?.("");
  }
}
