import type { ComponentChildren, JSX } from "preact";

/** A part of the page with a heading that others link to. */
export function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** A drawing, and the same data as a table for readers who do not see it. */
export function Chart({
  svg,
  caption,
  children,
}: {
  readonly svg: string;
  readonly caption: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <figure>
      <div class="chart" dangerouslySetInnerHTML={{ __html: svg }} />
      <figcaption>{caption}</figcaption>
      <details>
        <summary>As a table</summary>
        {children}
      </details>
    </figure>
  );
}

/** Rows under a heading for each column. The wrapper scrolls where the page is too narrow, with the keyboard, too. */
export function Table({
  label,
  head,
  rows,
  numbers = [],
}: {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Columns that are aligned as numbers. */
  readonly numbers?: readonly number[];
}): JSX.Element {
  const alignment = (column: number): string | undefined => (numbers.includes(column) ? "number" : undefined);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`${label} (table)`}>
      <table>
        <thead>
          <tr>
            {head.map((text, column) => (
              <th scope="col" class={alignment(column)}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, column) => (
                <td class={alignment(column)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export type StateName = "done" | "failed" | "running" | "warning" | "neutral";

const SYMBOLS: Readonly<Record<StateName, string>> = {
  done: "✓",
  failed: "✗",
  running: "…",
  warning: "!",
  neutral: "–",
};

/** A state as text with a symbol: never by its colour alone. */
export function State({ is, text }: { readonly is: StateName; readonly text: string }): JSX.Element {
  return (
    <span class={`state ${is}`}>
      <span aria-hidden="true">{SYMBOLS[is]}</span> {text}
    </span>
  );
}

/** A sentence whose `commands` are set as code. */
export function Sentence({ text }: { readonly text: string }): JSX.Element {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
