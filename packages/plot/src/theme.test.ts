import { expect, test } from 'vitest';
import { colorList } from './report-style.ts';
import { colorsOf, THEMES } from './theme.ts';

/** WCAG 2.2 relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.each(['light', 'dark'] as const)('%s: text has contrast 4.5:1, lines 3:1', (theme) => {
  const { background, ink, muted, good, bad, series } = THEMES[theme];
  for (const text of [ink, muted, good, bad]) expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
  for (const line of series) expect(contrast(line, background)).toBeGreaterThanOrEqual(3);
});

test('themes have the same roles, and no two roles of a theme share a colour', () => {
  const [light, dark] = [colorList(THEMES.light), colorList(THEMES.dark)];
  expect(light).toHaveLength(dark.length);
  expect(new Set(light).size).toBe(light.length);
});

test('an unknown theme is refused by name', () => {
  expect(() => colorsOf('sepia' as 'light')).toThrow(/no theme "sepia"/);
});
