import type { Figure } from './figure.ts';
import { htmlPage, inlineFigure } from './html-page.ts';
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

/**
 * One HTML file with everything in it: no script, no network, readable on a phone, light or dark as the reader's
 * device asks. Texts are escaped; figures are trusted to be what this package draws.
 * @throws PlotError where a table's row has not as many values as there are columns.
 */
export function htmlReport({ title, subtitle, sections }: HtmlReportOptions): string {
  const body = `<header>
<h1>${escapeXml(title)}</h1>
${paragraphs(subtitle)}
</header>
<main>
${sections.map(section).join('\n')}
</main>`;
  return htmlPage(title, body);
}

function section({ heading, text, table, figures = [], code }: ReportSection): string {
  const parts = [
    `<h2>${escapeXml(heading)}</h2>`,
    paragraphs(text),
    table === undefined
      ? ''
      : htmlTable(tableTexts(table, `htmlReport: section "${heading}"`), table.rows.length),
    figures.length === 0 ? '' : `<div class="figures">\n${figures.map(inlineFigure).join('\n')}\n</div>`,
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

function htmlTable(columns: readonly TableTexts[], rows: number): string {
  const row = (tag: string, content: (column: TableTexts) => string) =>
    `<tr>${columns.map((column) => `<${tag}${column.numeric ? ' class="number"' : ''}>${escapeXml(content(column))}</${tag}>`).join('')}</tr>`;
  const body = Array.from({ length: rows }, (_, index) => row('td', ({ texts }) => texts[index] ?? ''));
  const head = row('th', ({ label }) => label);
  return `<div class="table"><table>\n<thead>${head}</thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}
