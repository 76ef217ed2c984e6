import type { Figure } from './figure.ts';
import { gridFigure } from './grid-figure.ts';
import type { GridImage } from './grid-image.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';

export interface ImageGridOptions {
  readonly title: string;
  /** For readers who cannot see the images; by default their number and captions. */
  readonly description?: string;
  readonly images: readonly GridImage[];
  /** By default as many as fit into 560 pixels. */
  readonly columns?: number;
  /** Pixels per image side; by default a whole multiple of the largest image's side, up to 96. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const ROOMY = 96;

/**
 * Images in rows, left to right, with their captions. Images are embedded losslessly and drawn without smoothing.
 * @throws PlotError where there is no image, or an image's shape, values or bar are wrong; the message names it.
 */
export function imageGrid(options: ImageGridOptions): Figure {
  const { title, images, columns, cell, theme } = options;
  if (images.length === 0) throw new PlotError('imageGrid: there is no image; give at least one.');
  const description = options.description ?? describeImages(images);
  return gridFigure({
    title,
    description,
    images,
    columns,
    cell,
    roomy: ROOMY,
    theme,
    where: ['imageGrid', 'image'],
  });
}

function describeImages(images: readonly GridImage[]): string {
  const captions = images.map(({ caption = '' }) => caption).filter((caption) => caption !== '');
  const written = captions.length === 0 ? '' : ` Captions: ${captions.join('; ')}.`;
  return `${images.length === 1 ? 'One image' : `Grid of ${images.length} images`}.${written}`;
}
