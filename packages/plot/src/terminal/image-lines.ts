import { type GridImage, imageBytes } from '../grid-image.ts';
import { pad, paintOn, type Screen } from './terminal-text.ts';

const SHADES = ' .:-=+*#%@';
const GAP = 2;
/** Columns of an image: enough for the digits of MNIST to be read. */
const SIDE = 28;
/** More rows of images than this are not shown. */
const MOST = 8;

/**
 * Images side by side with their captions. A character shows two pixels one above the other where there are colours, else the mean of them
 * as a shade, the brighter the denser.
 */
export function imageLines(
  images: readonly GridImage[],
  perRow: number,
  where: string,
  screen: Screen,
): readonly string[] {
  const side = Math.min(SIDE, Math.max(...images.map(({ shape }) => shape[1])), screen.width);
  const wanted = Math.max(8, Math.min(side, Math.floor((screen.width + GAP) / perRow) - GAP));
  const across = Math.max(1, Math.min(perRow, Math.floor((screen.width + GAP) / (wanted + GAP))));
  const lines: string[] = [];
  const shown = images.slice(0, MOST * across);
  for (let start = 0; start < shown.length; start += across) {
    const row = shown.slice(start, start + across);
    const drawn = row.map((image, index) => half(image, wanted, `${where} ${start + index}`, screen));
    const height = Math.max(...drawn.map((one) => one.length));
    for (let line = 0; line < height; line++) {
      lines.push(
        drawn
          .map((one) => one[line] ?? ' '.repeat(wanted))
          .join(' '.repeat(GAP))
          .trimEnd(),
      );
    }
    const captions = row.map(({ caption = '', tone, value }) => {
      const share = value === undefined ? '' : ` ${Math.round(value * 100)}%`;
      return pad(`${tone === 'bad' ? '✗ ' : ''}${caption}${share}`, wanted);
    });
    if (captions.some((caption) => caption.trim() !== ''))
      lines.push(captions.join(' '.repeat(GAP)).trimEnd());
  }
  const left = images.length - shown.length;
  return left === 0 ? lines : [...lines, `${left} more images do not fit`];
}

/** An image `width` columns wide, two of its rows a line. */
function half(image: GridImage, width: number, where: string, screen: Screen): readonly string[] {
  const bytes = imageBytes(image, where);
  const [rows, columns, channels] = image.shape;
  const high = Math.max(2, 2 * Math.round((width * rows) / columns / 2));
  const pixel = (x: number, y: number): readonly [number, number, number] => {
    const [row, column] = [Math.floor(((y + 0.5) * rows) / high), Math.floor(((x + 0.5) * columns) / width)];
    const at = (row * columns + column) * channels;
    const of = (channel: number) => bytes[at + (channels === 3 ? channel : 0)] as number;
    return [of(0), of(1), of(2)];
  };
  return Array.from({ length: high / 2 }, (_, line) =>
    Array.from({ length: width }, (__, x) => {
      const [upper, lower] = [pixel(x, 2 * line), pixel(x, 2 * line + 1)];
      if (screen.color) return paintOn('▀', hex(upper), hex(lower), screen);
      return SHADES[Math.round(((grey(upper) + grey(lower)) / 2 / 255) * (SHADES.length - 1))] ?? ' ';
    }).join(''),
  );
}

function grey([red, green, blue]: readonly [number, number, number]): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hex(color: readonly number[]): string {
  return `#${color.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
