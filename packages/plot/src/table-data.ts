import { format } from 'd3-format';
import { numberFormat } from './number-format.ts';
import { PlotError } from './plot-error.ts';

/** Text that leads somewhere in a report; a figure shows the text alone. */
export interface TableLink {
  readonly text: string;
  /** A place in the same page (`#...`), a file beside it, or an `http:`, `https:` or `mailto:` address. */
  readonly href: string;
}

/** A value in a table. */
export type TableValue = string | number | TableLink;

/** A column with its own number format. */
export interface TableColumn {
  readonly label: string;
  /** d3-format specifier, for example '.2%'. By default whole numbers are whole and others have four digits. */
  readonly format?: string;
}

/** Rows of text and numbers, the same for a report and for `table()`. */
export interface TableData {
  readonly columns: readonly (string | TableColumn)[];
  /** Each row has as many values as there are columns. */
  readonly rows: readonly (readonly TableValue[])[];
}

/** A column ready to set: its texts, and whether all its values are numbers, which stand to the right. */
export interface TableTexts {
  readonly label: string;
  readonly texts: readonly string[];
  /** Where each text leads; undefined where it leads nowhere. */
  readonly hrefs: readonly (string | undefined)[];
  readonly numeric: boolean;
}

/** Formats a table column by column. `where` names the table in errors. */
export function tableTexts({ columns, rows }: TableData, where: string): readonly TableTexts[] {
  if (columns.length === 0) throw new PlotError(`${where}: the table has no columns.`);
  rows.forEach((row, index) => {
    if (row.length === columns.length) return;
    throw new PlotError(`${where}: row ${index} has ${row.length} values for ${columns.length} columns.`);
  });
  return columns.map((column, index) => {
    const { label, format: specifier } = typeof column === 'string' ? { label: column } : column;
    const values = rows.map((row) => row[index] ?? '');
    return {
      label,
      texts: values.map((value) => textOf(value, specifier)),
      hrefs: values.map((value) => (typeof value === 'object' ? checkHref(value, where) : undefined)),
      numeric: values.length > 0 && values.every((value) => typeof value === 'number'),
    };
  });
}

function textOf(value: TableValue, specifier: string | undefined): string {
  if (typeof value === 'object') return value.text;
  return typeof value === 'string' ? value : formatNumber(value, specifier);
}

/** Texts may come from anywhere: none may become a link that runs. */
function checkHref({ text, href }: TableLink, where: string): string {
  // Browsers drop spaces and control characters before they look for a scheme.
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(href.replace(/[\s\p{Cc}]/gu, '')) ?? [];
  if (scheme === undefined || ['http', 'https', 'mailto'].includes(scheme.toLowerCase())) return href;
  throw new PlotError(
    `${where}: "${text}" leads to "${href}"; a link is relative, or begins with http:, https: or mailto:.`,
  );
}

function formatNumber(value: number, specifier: string | undefined): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (specifier !== undefined) return numberFormat(specifier)(value);
  const size = Math.abs(value);
  if (Number.isInteger(value)) return format(',')(value);
  if (size >= 1000) return format(',.1f')(value);
  return format(size >= 1e-3 ? '.4~r' : '.3~e')(value);
}
