/**
 * The style of every page: without fonts or images from elsewhere. Colours have a contrast of at least 4.5 to 1 on their
 * background, in both schemes.
 */
export const STYLES = `
:root {
  color-scheme: light dark;
  --background: #ffffff; --panel: #f4f6f8; --text: #1c2127; --muted: #505a64; --line: #d5dbe1; --link: #0b5cad;
  --done: #1a7f4b; --failed: #b3261e; --running: #8a5a00; --warning: #8a5a00; --neutral: #505a64;
  --phase: #3b4a5a; --critical: #0b5cad;
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #14181c; --panel: #1e242a; --text: #e6eaee; --muted: #a7b1bb; --line: #39424b; --link: #7db7f0;
    --done: #57c08a; --failed: #ff8a80; --running: #e0b04a; --warning: #e0b04a; --neutral: #a7b1bb;
    --phase: #8fa3b8; --critical: #7db7f0;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--background); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: 1rem 0 0; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.muted { color: var(--muted); }
.state { white-space: nowrap; font-weight: 600; }
.done { color: var(--done); } .failed { color: var(--failed); } .running { color: var(--running); }
.warning { color: var(--warning); } .neutral { color: var(--neutral); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 1rem 0; }
dl.facts dt { color: var(--muted); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
ol.pipeline { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 0; }
ol.pipeline li { background: var(--panel); border: 1px solid var(--line); border-left: .3rem solid currentColor;
  border-radius: .25rem; padding: .3rem .7rem; }
ol.pipeline .name { color: var(--text); display: block; } ol.pipeline .time { color: var(--muted); font-size: .875rem; }
figure { margin: 0; } figcaption { color: var(--muted); font-size: .875rem; }
.chart svg { width: 100%; height: auto; display: block; color: var(--text); }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--link); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .25rem; padding: .5rem .75rem; margin: 0;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
pre.events { white-space: pre; overflow-x: auto; max-height: 30rem; font-size: .75rem; }
code { font-size: .9em; }
@media print {
  :root { color-scheme: light; --background: #fff; --panel: #fff; --text: #000; --muted: #333; --line: #999; --link: #000;
    --done: #1a7f4b; --failed: #b3261e; --running: #8a5a00; --warning: #8a5a00; --neutral: #333; --phase: #3b4a5a;
    --critical: #0b5cad; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip { display: none; }
  section, figure, tr { break-inside: avoid; }
  .scroll, pre.events { overflow: visible; max-height: none; }
}
`;
