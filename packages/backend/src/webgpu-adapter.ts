/** What is asked of a `GPUAdapterInfo`; older implementations lack some of it, or all. */
export interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

export interface Adapter {
  readonly info?: AdapterInfo;
  /** Where it stood before it moved to `info`. */
  readonly isFallbackAdapter?: boolean;
}

/** `navigator.gpu`. */
export interface Gpu {
  readonly requestAdapter: (options: { powerPreference: 'high-performance' }) => Promise<Adapter | null>;
}

/** Drivers that compute on the CPU: Chromium's SwiftShader, Mesa's llvmpipe and softpipe, Microsoft's WARP. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

const texts = ({ info = {} }: Adapter) =>
  [info.description, info.device, info.architecture, info.vendor].filter((text) => !!text) as string[];

/** For people: what describes it best among what it says of itself. */
export const adapterName = (adapter: Adapter): string => texts(adapter)[0] ?? 'unnamed';

/** Whether an adapter emulates a GPU on the CPU, which trains slower than wasm does. */
export const isSoftware = (adapter: Adapter): boolean =>
  (adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter) === true ||
  texts(adapter).some((text) => SOFTWARE.test(text));

/**
 * Asks for the adapter that TensorFlow.js will ask for.
 *
 * @throws Error where there is none, or only one that computes on the CPU and `software` is not wanted.
 */
export async function checkAdapter(gpu: Gpu, { software }: { readonly software: boolean }): Promise<void> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no GPU driver answers (Vulkan, Metal or Direct3D 12)');
  if (isSoftware(adapter) && !software) {
    throw new Error(
      `only a software adapter answers (${adapterName(adapter)}), slower than wasm; prefer: 'webgpu' takes it all the same`,
    );
  }
}
