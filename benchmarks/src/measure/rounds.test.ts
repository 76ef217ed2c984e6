import { describe, expect, it } from 'vitest';
import { inRounds } from './rounds.ts';

describe('inRounds', () => {
  it('interleaves: A B C, A B C', async () => {
    const order: string[] = [];
    const values = await inRounds(['A', 'B', 'C'], 3, async (name, round) => {
      order.push(`${name}${round}`);
      return order.length;
    });
    expect(order).toEqual(['A0', 'B0', 'C0', 'A1', 'B1', 'C1', 'A2', 'B2', 'C2']);
    expect(Object.fromEntries(values)).toEqual({ A: [1, 4, 7], B: [2, 5, 8], C: [3, 6, 9] });
  });

  it('waits for one before it starts the next', async () => {
    let running = 0;
    let most = 0;
    await inRounds([1, 2, 3], 2, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
      return 0;
    });
    expect(most).toBe(1);
  });

  it('goes on without a contender that breaks', async () => {
    const order: string[] = [];
    const broken: string[] = [];
    const values = await inRounds(
      ['A', 'B'],
      3,
      async (name, round) => {
        order.push(`${name}${round}`);
        if (name === 'A' && round === 1) throw new Error('out of memory');
        return round;
      },
      (name, error) => broken.push(`${name}: ${(error as Error).message}`),
    );
    expect(order).toEqual(['A0', 'B0', 'A1', 'B1', 'B2']);
    expect(broken).toEqual(['A: out of memory']);
    expect(values.get('A')).toBeUndefined();
    expect(values.get('B')).toEqual([0, 1, 2]);
  });

  it('gives nothing for no rounds', async () => {
    const never = () => Promise.reject(new Error('called'));
    expect([...(await inRounds(['A'], 0, never))]).toEqual([['A', []]]);
  });
});
