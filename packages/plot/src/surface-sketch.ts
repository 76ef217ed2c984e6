import { format } from 'd3-format';
import type { SurfaceAxis } from './surface-layout.ts';
import type { StyledPath } from './surface-paths.ts';
import type { SurfaceSketch } from './terminal/surface-lines.ts';

const number = format('.3~g');

/** What a terminal needs besides the surface itself. */
export function sketchOf(
  { x, y }: { readonly x: SurfaceAxis; readonly y: SurfaceAxis },
  paths: readonly StyledPath[],
): Pick<SurfaceSketch, 'paths' | 'ends'> {
  const share = ({ domain: [low, high] }: SurfaceAxis, value: number) => (value - low) / (high - low);
  const ends = ({ domain: [low, high] }: SurfaceAxis) => [number(low), number(high)] as const;
  return {
    ends: { x: ends(x), y: ends(y) },
    paths: paths.map(({ name, drawn, style }) => ({
      name,
      color: style.color,
      places: drawn.map((point) => [share(x, point.x), share(y, point.y)] as const),
    })),
  };
}
