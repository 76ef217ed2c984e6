// The figures of the gallery, drawn in the page.
import * as plot from '@gradlab/plot';
import { drawSamples } from '../../../scripts/gallery/page.mjs';

/** Every sample in both themes, as an SVG and as text. */
const drawn = () =>
  drawSamples(plot).flatMap(({ file, figures }) =>
    figures.map(([theme, figure]) => [`${file}-${theme}`, figure.toSvg(), figure.toTerminal()]),
  );

/** A PNG as base64, and the message of an error. */
async function png(options) {
  const figure = plot.imageGrid({
    title: 'In another font',
    images: [{ pixels: [0.5], shape: [1, 1, 1], caption: '\u0e3f\u0e3f\u0e3f' }],
  });
  try {
    return btoa(String.fromCharCode(...(await figure.toPng(options))));
  } catch (error) {
    return error.message;
  }
}

const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

Object.assign(globalThis, {
  figures: {
    drawn,
    png: (font) => png(font === undefined ? {} : { fonts: [bytes(font)] }),
  },
});
