import { type TableData, type TableTexts, tableTexts } from './table-data.ts';
import { escapeXml } from './xml.ts';

/** Tables of more columns would have to be scrolled on a phone: there each row becomes a list instead. */
const NARROW = 4;

/** A table of a page. `where` names it in errors. */
export function htmlTable(data: TableData, where: string): string {
  const columns = tableTexts(data, where);
  const wide = columns.length > NARROW;
  const row = (cells: readonly string[]) => `<tr>${cells.join('')}</tr>`;
  const tag = (name: string, { numeric, label }: TableTexts, content: string) => {
    const kind = numeric ? ' class="number"' : '';
    const named = wide && name === 'td' ? ` data-label="${escapeXml(label)}"` : '';
    return `<${name}${kind}${named}>${content}</${name}>`;
  };
  const head = row(columns.map((column) => tag('th', column, escapeXml(column.label))));
  const body = data.rows.map((_, index) =>
    row(columns.map((column) => tag('td', column, cell(column, index)))),
  );
  const kind = wide ? 'table wide' : 'table';
  return `<div class="${kind}"><table>\n<thead>${head}</thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

function cell({ texts, hrefs }: TableTexts, index: number): string {
  const text = escapeXml(texts[index] ?? '');
  const href = hrefs[index];
  return href === undefined ? text : `<a href="${escapeXml(href)}">${text}</a>`;
}
