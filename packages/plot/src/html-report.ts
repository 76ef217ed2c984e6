import type { Figure } from './figure.ts';
import { htmlPage, inlineFigure } from './html-page.ts';
import { htmlTable } from './html-table.ts';
import { PlotError } from './plot-error.ts';
import type { TableData } from './table-data.ts';
import { escapeXml } from './xml.ts';

/** One part of a report; what it has is shown in this order. */
export interface ReportSection {
  readonly heading: string;
  /** What links in the page lead to it with, as `#anchor`: letters, digits, `-`, `_`, `+` and `.`, once in a page. */
  readonly anchor?: string;
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
 * @throws PlotError where a table's row has not as many values as there are columns, a link would run something, or an
 *   anchor is no word or is taken.
 */
export function htmlReport({ title, subtitle, sections }: HtmlReportOptions): string {
  checkAnchors(sections);
  const body = `<header>
<h1>${escapeXml(title)}</h1>
${paragraphs(subtitle)}
</header>
<main>
${sections.map(section).join('\n')}
</main>`;
  return htmlPage(title, body);
}

function checkAnchors(sections: readonly ReportSection[]): void {
  const anchors = sections.flatMap(({ anchor }) => (anchor === undefined ? [] : [anchor]));
  for (const [index, anchor] of anchors.entries()) {
    const fault = !/^[\w+.-]+$/.test(anchor) ? 'is no word' : 'is taken';
    if (fault === 'is taken' && anchors.indexOf(anchor) === index) continue;
    throw new PlotError(
      `htmlReport: the anchor "${anchor}" ${fault}; use letters, digits, "-", "_", "+" and ".", once in a page.`,
    );
  }
}

function section({ heading, anchor, text, table, figures = [], code }: ReportSection): string {
  const parts = [
    `<h2>${escapeXml(heading)}</h2>`,
    paragraphs(text),
    table === undefined ? '' : htmlTable(table, `htmlReport: section "${heading}"`),
    figures.length === 0 ? '' : `<div class="figures">\n${figures.map(inlineFigure).join('\n')}\n</div>`,
    code === undefined ? '' : `<pre><code>${escapeXml(code)}</code></pre>`,
  ];
  return `<section${anchor === undefined ? '' : ` id="${anchor}"`}>\n${parts.filter((part) => part !== '').join('\n')}\n</section>`;
}

function paragraphs(text = ''): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeXml(paragraph.trim())}</p>`)
    .join('\n');
}
