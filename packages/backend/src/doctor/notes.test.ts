import { describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { notesOn } from './notes.ts';

const tested = process.env.GRADLAB_TEST_BACKEND as 'cpu' | 'wasm';

describe('notesOn', () => {
  it('says which engine computes on wasm, and nothing of cpu', async () => {
    const notes = await notesOn(await loadBackend({ prefer: tested, strict: true }));
    expect(notes).toEqual(tested === 'cpu' ? [] : [expect.stringMatching(/^with the SIMD engine/)]);
  });

  it('tells the engines apart', async () => {
    const loaded = { name: 'wasm', tfjsName: 'wasm', version: '4.22.0', passedOver: [] } as const;
    const engines = ['fma', 'simd', 'composed'] as const;
    const notes = await Promise.all(engines.map((engine) => notesOn({ ...loaded, engine })));
    expect(new Set(notes.flat()).size).toBe(3);
  });
});
