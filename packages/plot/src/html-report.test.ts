import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlReport } from './html-report.ts';
import { imageGrid } from './image-grid.ts';
import { lineChart } from './line-chart.ts';
import { parseSvg } from './parse-svg.ts';
import { PlotError } from './plot-error.ts';

const chart = lineChart({
  title: 'Loss',
  x: { label: 'epoch' },
  y: { label: 'loss' },
  series: [{ name: 'a', y: [1, 0] }],
});

/** The body is written as XML too, so an XML parser can check it. */
const body = (html: string) => parseSvg(html.slice(html.indexOf('<body>'), html.indexOf('</html>')));

test('a section shows its text, table, figures and code', () => {
  const html = htmlReport({
    title: 'Attacks',
    subtitle: 'On MNIST',
    sections: [
      {
        heading: 'FGSM',
        text: 'One.\n\nTwo.',
        table: {
          columns: ['attack', 'eps'],
          rows: [
            ['none', 0],
            ['FGSM', 0.25],
          ],
        },
        figures: [chart, chart],
        code: 'npm run lab -- digits',
      },
    ],
  });
  const elements = body(html);
  const texts = (tag: string) => elements.filter(({ name }) => name === tag).map(({ text }) => text);
  expect(texts('h1')).toEqual(['Attacks']);
  expect(texts('h2')).toEqual(['FGSM']);
  expect(texts('p')).toEqual(['On MNIST', 'One.', 'Two.']);
  expect(texts('th')).toEqual(['attack', 'eps']);
  expect(texts('td')).toEqual(['none', '0', 'FGSM', '0.25']);
  expect(texts('code')).toEqual(['npm run lab -- digits']);
  expect(elements.filter(({ attributes }) => attributes.role === 'img')).toHaveLength(2);
});

test('the page loads and runs nothing', () => {
  const html = htmlReport({ title: 'x', sections: [{ heading: 'y', figures: [chart] }] });
  expect(html).toContain("default-src 'none'");
  const linked = html
    .replaceAll('http://www.w3.org/2000/svg', '')
    .match(/https?:|<script|<link|url\(|@import/g);
  expect(linked).toBeNull();
});

test('in dark pages every colour of a light figure has a dark one', () => {
  const images = [{ pixels: [0], shape: [1, 1, 1] as const, tone: 'bad' as const, value: 1 }];
  const figures = [chart, imageGrid({ title: 'g', images })];
  const html = htmlReport({ title: 'x', sections: [{ heading: 'y', figures }] });
  for (const { attributes } of figures.flatMap((figure) => parseSvg(figure.toSvg()))) {
    for (const paint of ['fill', 'stroke']) {
      const color = attributes[paint];
      if (color !== undefined && color !== 'none') expect(html).toContain(`svg [${paint}="${color}"]`);
    }
  }
});

test('no text can add markup', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '</style><img src=x onerror=alert(1)>',
      '"><svg onload=1>',
      ']]>',
      '&lt;',
    ),
  );
  const count = (html: string) =>
    body(html).map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(' '));
  const make = (all: string) =>
    htmlReport({
      title: all,
      subtitle: `a${all.replace(/\n/g, ' ')}`,
      sections: [
        {
          heading: all,
          text: `a${all.replace(/\n/g, ' ')}`,
          table: { columns: [all], rows: [[all]] },
          figures: [table1(all)],
          code: all,
        },
      ],
    });
  const table1 = (caption: string) =>
    imageGrid({
      title: `t ${caption}`,
      description: caption,
      images: [{ pixels: [0], shape: [1, 1, 1], caption: 'c' }],
    });
  const tags = new Set(count(make('harmless')));
  fc.assert(
    fc.property(text, (all) => {
      const html = make(all);
      for (const tag of count(html)) expect(tags).toContain(tag);
      expect(html.match(/<script|<img|onerror=alert\(1\)>|onload=1>/g)).toBeNull();
    }),
  );
});

test('a table that is not rectangular is refused, its section named', () => {
  const table = { columns: ['a', 'b'], rows: [[1]] };
  expect(() => htmlReport({ title: 'x', sections: [{ heading: 'Results', table }] })).toThrow(PlotError);
  expect(() => htmlReport({ title: 'x', sections: [{ heading: 'Results', table }] })).toThrow(
    /section "Results"/,
  );
});

test('cells lead to sections, files and addresses', () => {
  const link = (text: string, href: string) => [{ text, href }];
  const html = htmlReport({
    title: 'x',
    sections: [
      {
        heading: 'y',
        anchor: 'A4+',
        table: {
          columns: ['to'],
          rows: [
            link('<section>', '#A4+'),
            link('file', 'a%20b/"c".html'),
            link('page', 'https://x.org/?a&b'),
          ],
        },
      },
    ],
  });
  const elements = body(html);
  const links = elements.filter(({ name }) => name === 'a');
  expect(links.map(({ text, attributes }) => [text, attributes.href])).toEqual([
    ['<section>', '#A4+'],
    ['file', 'a%20b/"c".html'],
    ['page', 'https://x.org/?a&b'],
  ]);
  expect(elements.find(({ name }) => name === 'section')?.attributes.id).toBe('A4+');
});

test('links that run something, and anchors that lead nowhere, are errors', () => {
  const section = { heading: 'y' };
  for (const href of ['javascript:alert(1)', ' java\nscript:x', 'DATA:text/html,x', '\u0001vbscript:x']) {
    const table = { columns: ['to'], rows: [[{ text: 'here', href }]] };
    expect(() => htmlReport({ title: 'x', sections: [{ ...section, table }] })).toThrow(PlotError);
  }
  for (const anchors of [['a', 'a'], ['a b'], [''], ['"']]) {
    const sections = anchors.map((anchor) => ({ ...section, anchor }));
    expect(() => htmlReport({ title: 'x', sections })).toThrow(/anchor/);
  }
});

test('a table of few columns becomes a list on a phone where its words leave no room', () => {
  const page = (columns: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
    htmlReport({ title: 'x', sections: [{ heading: 'y', table: { columns, rows } }] });
  const words = ['', 'reported', 'reproduced', 'difference'];
  expect(page(words, [['accuracy of the last epoch', '> 50.00 %', '94.49 %', '+1.49 points']])).toContain(
    'class="table wide"',
  );
  expect(
    page(['id', 'what', 'met', 'run'], [['E2', 'Under- and overfitting', 'yes', 'seed 0']]),
  ).not.toContain('class="table wide"');
  // Spaces break text, but never numbers.
  expect(page(['a', 'b'], [['word '.repeat(20), 'word '.repeat(20)]])).not.toContain('class="table wide"');
  expect(page(['a', 'b', 'c'], [[-123_456_789_123, 123_456_789_123, 123_456_789_123]])).toContain(
    'class="table wide"',
  );
});

test('a table too wide for a phone says in every cell what it is', () => {
  const columns = ['a', 'b', 'c', 'd', '"e"'];
  const of = (count: number) => {
    const table = { columns: columns.slice(0, count), rows: [[1, 2, 3, 4, 5].slice(0, count)] };
    return body(htmlReport({ title: 'x', sections: [{ heading: 'y', table }] }));
  };
  const labels = (count: number) =>
    of(count)
      .filter(({ name }) => name === 'td')
      .map(({ attributes }) => attributes['data-label']);
  expect(labels(5)).toEqual(columns);
  expect(labels(4)).toEqual([undefined, undefined, undefined, undefined]);
});
