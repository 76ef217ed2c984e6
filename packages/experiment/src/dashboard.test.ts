import { expect, it } from 'vitest';
import { dashboard } from './dashboard.ts';

const progress = { phase: 'with batch norm, epoch 1/1', done: 2240, total: 4000, unit: 'samples' };
const text = '2240/4000 samples  432 samples/s  ETA 5 s';

it('shortens its bar where the line would break, and not further than one can see', () => {
  const line = (columns?: number) => dashboard(progress, text, new Map(), columns);
  expect(line()).toBe(`with batch norm, epoch 1/1  ${'█'.repeat(13)}${'░'.repeat(11)} 56 %  ${text}`);
  for (const columns of [100, 95, 80]) expect(line(columns)).toHaveLength(columns);
  expect(line(80)).toContain('  ██░░ 56 %  ');
  expect(line(79)).toBe(`with batch norm, epoch 1/1  56 %  ${text}`);
});
