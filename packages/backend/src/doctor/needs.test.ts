import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../candidate.ts';
import { needsOf } from './needs.ts';

describe('needsOf', () => {
  it.each(BACKEND_NAMES)('says in a line what %s needs, on every platform', (name) => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
      expect(needsOf(name, platform)).toMatch(/^\S.*\S$/);
    }
  });

  it('knows which driver is behind WebGPU', () => {
    expect(needsOf('webgpu', 'linux')).toContain('Vulkan');
    expect(needsOf('webgpu', 'darwin')).toContain('Metal');
    expect(needsOf('webgpu', 'win32')).toContain('Direct3D 12');
    expect(needsOf('tfjs-node-gpu', 'linux')).toContain('CUDA 11.2');
    expect(needsOf('tfjs-node-gpu', 'darwin')).not.toContain('CUDA');
  });
});
