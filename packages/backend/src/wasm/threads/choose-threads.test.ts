import { describe, expect, it } from 'vitest';
import { chooseThreads, type ThreadsBenchmark } from './choose-threads.ts';
import { threading } from './node/threading.ts';
import type { ThreadArguments } from './pool.ts';
import { compileTestModule } from './test-module.ts';
import type { Threading } from './threading.ts';
import { ThreadsError } from './threads-error.ts';

const never = async (): Promise<ThreadsBenchmark> => {
  throw new Error('measured where nothing was to be measured');
};
const isolated = (reason: string | undefined, processors = 4): Threading => ({
  ...threading,
  unsupported: () => reason,
  processors: () => processors,
});
const benchmark = (argsForThread: ThreadArguments) => async (): Promise<ThreadsBenchmark> => ({
  bytes: await compileTestModule(),
  pages: 1,
  kernel: 'count',
  argsForThread,
});

describe('chooseThreads', () => {
  it('measures nothing where the answer is known', async () => {
    const choose = (option: 'auto' | number | false, platform: Threading) =>
      chooseThreads(option, platform, never);
    expect(await choose(false, threading)).toMatchObject({ threads: 1 });
    expect(await choose(1, isolated('no'))).toMatchObject({ threads: 1 });
    expect(await choose(3, threading)).toEqual({ threads: 3, reason: 'asked for' });
    expect(await choose('auto', isolated('not isolated'))).toEqual({ threads: 1, reason: 'not isolated' });
    expect(await choose('auto', isolated(undefined, 1))).toMatchObject({ threads: 1 });
  });

  it('refuses a wrong number, and several threads where there are none', async () => {
    for (const option of [0, 9, 1.5, Number.NaN]) {
      await expect(chooseThreads(option, threading, never)).rejects.toThrow(ThreadsError);
      await expect(chooseThreads(option, threading, never)).rejects.toThrow(`1 to 8, not ${option}`);
    }
    await expect(chooseThreads(2, isolated('not isolated'), never)).rejects.toThrow(
      '2 threads cannot be used: not isolated.',
    );
  });

  it('takes one thread where all together do as much as each would alone', async () => {
    // Every thread does the whole work: the same counter costs them more than one alone.
    const chosen = await chooseThreads(
      'auto',
      isolated(undefined, 2),
      benchmark(() => [0, 50_000]),
    );
    expect(chosen.threads).toBe(1);
    expect(chosen.reason).toMatch(/^only 2 threads reached \d+ % of the speed of one$/);
  });

  it('takes the number that gains most: of all and of half, at most 8', async () => {
    let time = 0;
    /** Work that takes so many milliseconds in so many threads, by a clock of its own. */
    const choose = async (processors: number, cost: Readonly<Record<number, number>>) => {
      const log: string[] = [];
      const platform: Threading = {
        ...isolated(undefined, processors),
        createPool: async ({ threads }) => {
          log.push(`start ${threads}`);
          return {
            threads,
            run: (_kernel, _args, used = threads) => {
              time += cost[used] as number;
              return [];
            },
            close: async () => void log.push('close'),
          };
        },
      };
      const chosen = await chooseThreads(
        'auto',
        platform,
        benchmark(() => []),
        () => time,
      );
      expect(log).toEqual([`start ${Math.min(8, processors)}`, 'close']);
      return chosen;
    };
    const reached = (threads: number, percent: number) => ({
      threads,
      reason: `${threads} threads reached ${percent} % of the speed of one`,
    });
    expect(await choose(16, { 1: 4, 4: 1, 8: 2 })).toEqual(reached(4, 400));
    expect(await choose(16, { 1: 4, 4: 2, 8: 1 })).toEqual(reached(8, 400));
    expect(await choose(4, { 1: 4, 2: 2, 4: 2 })).toEqual(reached(4, 200));
    expect(await choose(2, { 1: 3, 2: 2 })).toEqual(reached(2, 150));
    expect(await choose(3, { 1: 3, 3: 1 })).toEqual(reached(3, 300));
    expect(await choose(4, { 1: 4, 2: 3.5, 4: 5 })).toEqual({
      threads: 1,
      reason: 'only 2 threads reached 114 % of the speed of one',
    });
  });
});
