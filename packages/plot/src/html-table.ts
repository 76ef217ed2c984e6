import { type TableData, type TableTexts, tableTexts } from './table-data.ts';
import { textWidth } from './text-width.ts';
import { escapeXml } from './xml.ts';

/** Tables of more columns, or with words wider in all, would have to be scrolled on a phone: there each row becomes a list instead. */
const [NARROW, PHONE] = [4, 330];
/** Of the text of a table on a phone, and between its columns, in pixels. */
const [SIZE, GAP] = [14.4, 12];

/** A table of a page. `where` names it in errors. */
export function htmlTable(data: TableData, where: string): string {
  const columns = tableTexts(data, where);
  const wide = columns.length > NARROW || leastWidth(columns) > PHONE;
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

/** How narrow a table can get: each column is as wide as its longest word; numbers are never broken. */
function leastWidth(columns: readonly TableTexts[]): number {
  const longest = (texts: readonly string[], bold = false) =>
    texts.reduce((most, one) => Math.max(most, textWidth(one, SIZE, bold)), 0);
  return columns.reduce(
    (sum, { label, texts, numeric }) => {
      const words = numeric ? texts : texts.flatMap((one) => one.split(/[ \n]+/));
      return sum + Math.max(longest(words), longest(label.split(/[ \n]+/), true));
    },
    GAP * (columns.length - 1),
  );
}

function cell({ texts, hrefs }: TableTexts, index: number): string {
  const text = escapeXml(texts[index] ?? '');
  const href = hrefs[index];
  return href === undefined ? text : `<a href="${escapeXml(href)}">${text}</a>`;
}
