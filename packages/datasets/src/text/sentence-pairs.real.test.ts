import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sentencePairs } from './sentence-pairs.ts';

const CHINESE = { unit: 'character' } as const;

const DATA = process.env.GRADLAB_DATA;
describe.skipIf(!DATA)('real pairs (GRADLAB_DATA)', () => {
  it('Tatoeba: 26388 English - Mandarin pairs', async () => {
    const { train, test, source, target } = await sentencePairs({
      train: { file: join(DATA as string, 'tatoeba_eng_cmn/cmn.txt') },
      test: 1388,
      target: CHINESE,
    });
    expect([train.length, test.length]).toEqual([25000, 1388]);
    const inputs = (data: typeof train) =>
      Array.from({ length: data.length }, (_, i) => source.decode(data.get(i).input));
    const known = new Set(inputs(train));
    expect(inputs(test).filter((text) => known.has(text) && !text.includes('<unk>'))).toEqual([]);
    expect(source.tokens.slice(4, 7)).toEqual(['.', 'the', 'i']);
    expect(target.tokens.slice(4, 6)).toEqual(['。', '我']);
    const { input, target: words } = train.get(0);
    expect([source.decode(input), target.decode(words)]).toEqual(['hi .', '嗨。']);
  });

  it('Multi30k: 29000, 1014 and 1000 aligned pairs', async () => {
    const at = (part: string) =>
      ['en', 'de'].map((side) => join(DATA as string, `multi30k/${part}.${side}.gz`)) as [string, string];
    const { train, dev, test, source, target } = await sentencePairs({
      train: { files: at('train') },
      dev: { files: at('val') },
      test: { files: at('test_2016_flickr') },
      source: { minFrequency: 2 },
      target: { minFrequency: 2 },
    });
    expect([train.length, dev?.length, test.length]).toEqual([29000, 1014, 1000]);
    const { input, target: words } = train.get(0);
    expect(source.decode(input)).toBe('two young , white males are outside near many bushes .');
    expect(target.decode(words)).toBe('zwei junge weiße männer sind im freien in der nähe vieler büsche .');
  });
});
