import { SAMPLES } from './samples.mjs';

const THEMES = ['light', 'dark'];
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** Every sample in both themes. `plot` is the built package. */
export function drawSamples(plot) {
  return Object.entries(SAMPLES).flatMap(([name, calls]) =>
    calls.map(([what, draw], index) => ({
      name,
      what,
      file: index === 0 ? name : `${name}-${index + 1}`,
      figures: THEMES.map((theme) => [theme, draw(plot, theme)]),
    })),
  );
}

function section({ name, what, file, figures }) {
  const boxes = figures.map(
    ([theme, figure]) => `<div class="box ${theme}" data-figure="${file}-${theme}">\n${figure.toSvg()}</div>`,
  );
  const [[, light]] = figures;
  return `<section id="${file}">
<h2>${escaped(name)}</h2>
<p>${escaped(what)}. ${escaped(light.description)}</p>
<div class="pair">
${boxes.join('\n')}
</div>
<details><summary>In a terminal</summary><pre>${escaped(light.toTerminal({ width: 80 }))}</pre></details>
</section>`;
}

/** One page of every figure in both themes and as text: no script, no network. */
export function galleryPage(plot) {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Figures of @gradlab/plot</title>
<style>
body { margin: 0 auto; max-width: 1280px; padding: 16px; font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #f6f8fa; }
p { max-width: 44rem; color: #57606a; }
.pair { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
.box { max-width: 100%; overflow-x: auto; border: 1px solid #d0d7de; border-radius: 8px; }
.box.dark { border-color: #16181d; }
.box svg { display: block; }
pre { overflow-x: auto; font: 13px/1.2 "DejaVu Sans Mono", monospace; }
</style>
</head>
<body>
<h1>Figures of @gradlab/plot</h1>
<p>Made by <code>npm run gallery</code>, in both themes; scripts/gallery/samples.mjs has the code of each.</p>
${drawSamples(plot).map(section).join('\n')}
</body>
</html>
`;
}
