// `npm run gallery [-- --out DIR] [--png]`: sets up, then writes index.html, a page of every figure in both themes, to docs/gallery or
// DIR; with --png also each figure as a PNG file beside it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPlot } from './apps.mjs';
import { drawSamples, galleryPage } from './gallery/page.mjs';
import { root } from './run.mjs';
import { setUp } from './setup.mjs';

const { values } = parseArgs({
  options: { out: { type: 'string' }, png: { type: 'boolean', default: false } },
});
// npm runs scripts in the repository; relative paths are meant from where the person stands.
const cwd = process.env.INIT_CWD ?? process.cwd();
const out = values.out === undefined ? join(root, 'docs', 'gallery') : resolve(cwd, values.out);

setUp();

const plot = await loadPlot();
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'index.html'), galleryPage(plot));
if (values.png) {
  for (const { file, figures } of drawSamples(plot)) {
    for (const [theme, figure] of figures) {
      writeFileSync(join(out, `${file}-${theme}.png`), await figure.toPng({ scale: 1 }));
    }
  }
}
process.stdout.write(`${relative(cwd, join(out, 'index.html'))} written\n`);
