import type { ComponentChildren, JSX } from "preact";
import { render } from "preact-render-to-string";
import { STYLES } from "./styles";

/**
 * Nothing is loaded, run or sent: also where a name from AWS would be taken for markup by mistake, a browser that opens the
 * file sends nothing.
 */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export interface PageProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Seconds after which a browser loads the page again. @default never */
  readonly refreshSeconds?: number;
}

function Page({ title, children, refreshSeconds }: PageProps): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        {refreshSeconds === undefined ? null : <meta http-equiv="refresh" content={String(refreshSeconds)} />}
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: STYLES }} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {children}
      </body>
    </html>
  );
}

/** A page as one self-contained HTML file. */
export function renderPage(props: PageProps): string {
  return `<!doctype html>\n${render(<Page {...props} />)}\n`;
}
