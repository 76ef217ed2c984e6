import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { optionalPackages } from './optional-package.ts';

describe('optionalPackages', () => {
  it('finds what is installed beside this package, with its version, and imports it', async () => {
    const [found] = optionalPackages('@tensorflow/tfjs-backend-cpu');
    expect(found.version).toBe(version_cpu);
    expect(await found.load()).toHaveProperty('version_cpu', version_cpu);
  });

  it('names all that are missing, and only those', () => {
    const names = ['@gradlab/no-such-package', '@tensorflow/tfjs-backend-cpu', '@gradlab/nor-such'] as const;
    expect(() => optionalPackages(...names)).toThrow(
      'not installed (npm install @gradlab/no-such-package @gradlab/nor-such)',
    );
  });
});
