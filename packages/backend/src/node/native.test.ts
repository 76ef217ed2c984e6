import { describe, expect, it } from 'vitest';
import { incompatibility } from './native.ts';

const node22 = { isNullOrUndefined: () => false };
const node23 = {};

describe('incompatibility', () => {
  it('knows the versions that call what Node 23 removed', () => {
    for (const version of ['4.22.0', '4.0.0', '3.21.1']) {
      expect(incompatibility(version, node23)).toMatch(
        /^version \d.*util\.isNullOrUndefined.*\(use Node 22\)$/,
      );
      expect(incompatibility(version, node22)).toBeUndefined();
    }
    for (const version of ['4.23.0', '5.0.0']) expect(incompatibility(version, node23)).toBeUndefined();
  });

  it('asks the Node it runs on', () => {
    const [major = 0] = process.versions.node.split('.').map(Number);
    expect(incompatibility('4.22.0') === undefined).toBe(major < 23);
  });
});
