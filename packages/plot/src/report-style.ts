import { FONT_FAMILY } from './text.ts';
import { type Colors, THEMES } from './theme.ts';

/** The report's style sheet. */
export const REPORT_STYLE = `:root {
  color-scheme: light dark;
${variables(THEMES.light)}
}
body {
  margin: 0 auto;
  max-width: 1180px;
  padding: 12px;
  background: var(--background);
  color: var(--ink);
  font: 16px/1.55 system-ui, ${FONT_FAMILY};
  overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.8rem 0 0.4rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; padding-top: 1rem; border-top: 1px solid var(--grid); }
header p { color: var(--muted); }
p { margin: 0.5rem 0; max-width: 44rem; white-space: pre-line; }
a { color: var(--link); }
pre { padding: 12px; overflow-x: auto; border: 1px solid var(--grid); border-radius: 8px; font-size: 0.85rem; }
.table { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { padding: 6px 20px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
th:last-child, td:last-child { padding-right: 0; }
th { border-bottom-color: var(--axis); }
td:not(.number) { min-width: 6rem; }
.number { text-align: right; white-space: nowrap; }
.figures { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px; margin: 0.8rem 0; }
figure { margin: 0; max-width: 100%; overflow-x: auto; border: 1px solid var(--grid); border-radius: 8px; box-sizing: border-box; }
figure div { max-width: 100%; }
figure svg { display: block; width: 100%; height: auto; }
@media (max-width: 699px) {
table { font-size: 0.9rem; line-height: 1.4; }
th, td { padding-right: 12px; }
td:not(.number) { min-width: 0; }
td:first-child:not(.number) { min-width: 3.5rem; }
.wide table, .wide tbody, .wide tr, .wide td { display: block; }
.wide thead { display: none; }
.wide tr { padding: 8px 0; border-bottom: 1px solid var(--axis); }
.wide td { padding: 2px 0 2px 7.5rem; border: 0; text-align: left; text-indent: -7.5rem; white-space: normal; }
.wide td::before { content: attr(data-label); display: inline-block; width: 7.5rem; text-indent: 0; color: var(--muted); }
.wide td[data-label=""] { padding-left: 0; text-indent: 0; font-weight: 600; }
.wide td[data-label=""]::before { content: none; }
}
@media (min-width: 700px) { body { padding: 24px 32px; } }
@media (prefers-color-scheme: dark) {
:root {
${variables(THEMES.dark)}
}
${swaps(THEMES.light, THEMES.dark)}
}`;

function variables({ background, ink, muted, axis, grid, series: [link = ink] }: Colors): string {
  return Object.entries({ background, ink, muted, axis, grid, link })
    .map(([role, color]) => `  --${role}: ${color};`)
    .join('\n');
}

/** Turns light figures dark: style rules win over the fill and stroke attributes of an SVG. */
function swaps(from: Colors, to: Colors): string {
  const targets = colorList(to);
  return colorList(from)
    .flatMap((color, index) =>
      ['fill', 'stroke'].map((paint) => `svg [${paint}="${color}"] { ${paint}: ${targets[index]}; }`),
    )
    .join('\n');
}

/** Every colour of a theme, in the order of its roles. */
export function colorList({
  background,
  ink,
  muted,
  axis,
  grid,
  good,
  bad,
  series,
}: Colors): readonly string[] {
  return [background, ink, muted, axis, grid, good, bad, ...series];
}
