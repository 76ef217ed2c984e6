import { type TableData, type TableTexts, tableTexts } from './table-data.ts';
import { escapeXml } from './xml.ts';

/** A table of a page. `where` names it in errors. */
export function htmlTable(data: TableData, where: string): string {
  const columns = tableTexts(data, where);
  const row = (tag: string, content: (column: TableTexts) => string) =>
    `<tr>${columns.map((column) => `<${tag}${column.numeric ? ' class="number"' : ''}>${content(column)}</${tag}>`).join('')}</tr>`;
  const head = row('th', ({ label }) => escapeXml(label));
  const body = data.rows.map((_, index) => row('td', (column) => cell(column, index)));
  return `<div class="table"><table>\n<thead>${head}</thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

function cell({ texts, hrefs }: TableTexts, index: number): string {
  const text = escapeXml(texts[index] ?? '');
  const href = hrefs[index];
  return href === undefined ? text : `<a href="${escapeXml(href)}">${text}</a>`;
}
