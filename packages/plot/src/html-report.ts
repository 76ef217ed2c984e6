import type { Figure } from './figure.ts';
import { REPORT_STYLE } from './report-style.ts';
import { type TableData, type TableTexts, tableTexts } from './table-data.ts';
import { escapeXml } from './xml.ts';

/** One part of a report; what it has is shown in this order. */
export interface ReportSection {
  readonly heading: string;
  /** Plain text; an empty line starts a new paragraph. */
  readonly text?: string;
  readonly table?: TableData;
  /** Drawn inline. A light figure follows the reader's light or dark setting, a dark one stays dark. */
  readonly figures?: readonly Figure[];
  /** Shown as it is, for example the command that made the results. */
  readonly code?: string;
}

export interface HtmlReportOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly sections: readonly ReportSection[];
}

/** Readers' pages may load nothing and run nothing, whatever a caption says. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** Below this share of its size the text of a figure is too small to read: the figure scrolls instead. */
const SMALLEST_SCALE = 0.65;

/**
 * One HTML file with everything in it: no script, no network, readable on a phone, light or dark as the reader's
 * device asks. Texts are escaped; figures are trusted to be what this package draws.
 * @throws PlotError where a table's row has not as many values as there are columns.
 */
export function htmlReport({ title, subtitle, sections }: HtmlReportOptions): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>
${REPORT_STYLE}
</style>
</head>
<body>
<header>
<h1>${escapeXml(title)}</h1>
${paragraphs(subtitle)}
</header>
<main>
${sections.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section({ heading, text, table, figures = [], code }: ReportSection): string {
  const parts = [
    `<h2>${escapeXml(heading)}</h2>`,
    paragraphs(text),
    table === undefined
      ? ''
      : htmlTable(tableTexts(table, `htmlReport: section "${heading}"`), table.rows.length),
    figures.length === 0 ? '' : `<div class="figures">\n${figures.map(figure).join('\n')}\n</div>`,
    code === undefined ? '' : `<pre><code>${escapeXml(code)}</code></pre>`,
  ];
  return `<section>\n${parts.filter((part) => part !== '').join('\n')}\n</section>`;
}

function paragraphs(text = ''): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeXml(paragraph.trim())}</p>`)
    .join('\n');
}

function figure(drawn: Figure): string {
  const size = `width:${drawn.width}px;min-width:${Math.round(drawn.width * SMALLEST_SCALE)}px`;
  return `<figure><div style="${size}">\n${drawn.toSvg()}</div></figure>`;
}

function htmlTable(columns: readonly TableTexts[], rows: number): string {
  const row = (tag: string, content: (column: TableTexts) => string) =>
    `<tr>${columns.map((column) => `<${tag}${column.numeric ? ' class="number"' : ''}>${escapeXml(content(column))}</${tag}>`).join('')}</tr>`;
  const body = Array.from({ length: rows }, (_, index) => row('td', ({ texts }) => texts[index] ?? ''));
  const head = row('th', ({ label }) => label);
  return `<div class="table"><table>\n<thead>${head}</thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}
