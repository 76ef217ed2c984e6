import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adapter, type AdapterInfo, adapterName, checkAdapter, isSoftware } from './webgpu-adapter.ts';

/** What implementations were seen to say of themselves, or document that they do. */
const software: Record<string, AdapterInfo> = {
  'SwiftShader under Dawn': {
    vendor: 'google',
    architecture: 'swiftshader',
    device: 'swiftshader-device-subzero-',
    description: 'SwiftShader driver 5.0.0',
    isFallbackAdapter: true,
  },
  'SwiftShader under an older Dawn': { vendor: 'google', architecture: 'swiftshader' },
  'llvmpipe under an older Dawn': { vendor: 'mesa', description: 'llvmpipe: Mesa 24.0.1 (LLVM 17.0.6)' },
  'WARP under an older Dawn': { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
  'WARP by its architecture': { vendor: 'microsoft', architecture: 'warp' },
  'a CPU that only admits it': { isFallbackAdapter: true },
};
const hardware: Record<string, AdapterInfo> = {
  nvidia: { vendor: 'nvidia', architecture: 'hopper', device: 'nvidia-h200', isFallbackAdapter: false },
  apple: { vendor: 'apple', architecture: 'metal-3', description: 'Apple M1 Max' },
  intel: { vendor: 'intel', architecture: 'gen-12lp', description: 'Intel(R) UHD Graphics (TGL GT1)' },
  'a page that hides it': { vendor: '', architecture: '', device: '', description: '' },
};

const gpuWith = (adapter: Adapter | null, asked: unknown[] = []) => ({
  requestAdapter: async (options: unknown) => {
    asked.push(options);
    return adapter;
  },
});

describe('isSoftware', () => {
  it.each(Object.entries(software))('knows %s', (_, info) => expect(isSoftware({ info })).toBe(true));
  it.each(Object.entries(hardware))('believes %s', (_, info) => expect(isSoftware({ info })).toBe(false));
  it('reads the attribute where it once stood', () => {
    expect(isSoftware({ isFallbackAdapter: true })).toBe(true);
    expect(isSoftware({ isFallbackAdapter: false })).toBe(false);
    expect(isSoftware({})).toBe(false);
  });
});

describe('adapterName', () => {
  it('is never empty, and the most telling text there is', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    const infos = fc.record({ vendor: text, architecture: text, device: text, description: text });
    fc.assert(
      fc.property(infos, (info) => {
        const name = adapterName({ info: info as AdapterInfo });
        const said = [info.description, info.device, info.architecture, info.vendor];
        expect(name).toBe(said.find((one) => one !== undefined && one !== '') ?? 'unnamed');
      }),
    );
    expect(adapterName({})).toBe('unnamed');
  });
});

describe('checkAdapter', () => {
  it('asks for the adapter that TensorFlow.js will ask for, and takes a real one', async () => {
    const asked: unknown[] = [];
    await checkAdapter(gpuWith({ info: hardware.nvidia as AdapterInfo }, asked), { software: false });
    expect(asked).toEqual([{ powerPreference: 'high-performance' }]);
  });

  it('refuses a software adapter by its name, unless it is wanted', async () => {
    const gpu = gpuWith({ info: software['SwiftShader under Dawn'] as AdapterInfo });
    await expect(checkAdapter(gpu, { software: false })).rejects.toThrow(
      "only a software adapter answers (SwiftShader driver 5.0.0), slower than wasm; prefer: 'webgpu' takes it all the same",
    );
    await checkAdapter(gpu, { software: true });
  });

  it('says which drivers were missed where nothing answers', async () => {
    for (const wanted of [true, false]) {
      await expect(checkAdapter(gpuWith(null), { software: wanted })).rejects.toThrow(
        'no GPU driver answers (Vulkan, Metal or Direct3D 12)',
      );
    }
  });
});
