const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const REPLACEMENT = '\uFFFD';
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes text for XML and HTML, in content and in quoted attributes alike. Characters that XML forbids even
 * when escaped (control characters, lone surrogates) become U+FFFD.
 */
export function escapeXml(text: string): string {
  return text.replace(ILLEGAL, REPLACEMENT).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Attribute values; a number is written with at most two decimals, undefined leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element. `children` is markup, already escaped; without children the element closes itself. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(key, String(value))}"`,
    )
    .join('');
  const content = children.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Paths are written here, from numbers, and may be megabytes: nothing in them has to be looked for. */
function escaped(key: string, value: string): string {
  return key === 'd' ? value : escapeXml(value);
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100 || 0);
}
