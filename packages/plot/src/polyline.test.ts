import { line } from 'd3-shape';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coordinate, polyline } from './polyline.ts';
import type { Point } from './series.ts';

const plane = {
  x: { at: (value: number) => value, ticks: [], name: '' },
  y: { at: (value: number) => -value, ticks: [], name: '' },
};

test('writes a line, a gap and a lone point', () => {
  const at = (x: number, y: number) => ({ x, y });
  expect(polyline([at(0, 0), at(1.005, -2.5), undefined, at(30.1, -4)], plane)).toBe('M0,0L1,2.5M30.1,4Z');
  expect(polyline([at(1, 2)], plane)).toBe('M1,-2Z');
  expect(polyline([undefined], plane)).toBe('');
  expect(polyline([], plane)).toBe('');
});

test('a step goes across before it goes up, and never over a gap', () => {
  const at = (x: number, y: number) => ({ x, y });
  expect(polyline([at(0, 0), at(2, -5), undefined, at(4, -1), at(6, -3)], plane, true)).toBe(
    'M0,0L2,0L2,5M4,1L6,1L6,3',
  );
});

const anywhere = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -2000, max: 2000 }),
  fc.integer({ min: -200_000, max: 200_000 }).map((hundredths) => hundredths / 100),
  fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
);

test('a coordinate is what the engine writes of its hundredths', () => {
  fc.assert(
    fc.property(anywhere, (value) => {
      expect(coordinate(value)).toBe(String(Math.round(value * 100) / 100));
    }),
  );
});

test('any line is the same as d3-shape makes it', () => {
  const point = fc.record({ x: anywhere, y: anywhere });
  fc.assert(
    fc.property(fc.array(fc.option(point, { nil: undefined })), (points) => {
      const expected = line<Point | undefined>(
        (one) => one?.x ?? 0,
        (one) => -(one?.y ?? 0),
      )
        .defined((one) => one !== undefined)
        .digits(2)(points);
      expect(polyline(points, plane)).toBe(expected ?? '');
    }),
  );
});
