import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element of a parsed SVG: for tests only, no other module imports it. */
export interface ParsedElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text directly inside. */
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;

/** Every element in document order; throws where the markup is not well-formed XML. */
export function parseSvg(svg: string): readonly ParsedElement[] {
  const valid = XMLValidator.validate(svg);
  if (valid !== true) throw new Error(`not well-formed: ${valid.err.msg} in line ${valid.err.line}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    processEntities: { maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  });
  return flatten(parser.parse(svg) as readonly Node[]);
}

function flatten(nodes: readonly Node[]): readonly ParsedElement[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const children = node[name] as readonly Node[];
    const text = children.map((child) => String(child['#text'] ?? '')).join('');
    return [{ name, attributes: (node[':@'] ?? {}) as Record<string, string>, text }, ...flatten(children)];
  });
}

/** The texts drawn in an SVG, in document order. */
export function drawnTexts(svg: string): readonly string[] {
  return parseSvg(svg)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);
}
