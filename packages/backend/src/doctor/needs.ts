import type { BackendName } from '../candidate.ts';

const DRIVER: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "a GPU with its maker's Vulkan driver (vulkaninfo --summary shows it)",
  darwin: 'a GPU with Metal',
  win32: 'a GPU with a Direct3D 12 driver',
};

/**
 * What a backend needs on a platform (`process.platform`) besides its npm package, in one line.
 *
 * The versions are those that tfjs-node 4.22 was built for; Node 23 removed what it calls.
 */
export function needsOf(name: BackendName, platform: NodeJS.Platform): string {
  switch (name) {
    case 'tfjs-node-gpu':
      return platform === 'linux' || platform === 'win32'
        ? 'an NVIDIA GPU with its driver, CUDA 11.2 and cuDNN 8.1; Node 22 or older'
        : 'Linux or Windows with an NVIDIA GPU; it does not exist for other systems';
    case 'tfjs-node':
      return 'a native library, which its package downloads; Node 22 or older';
    case 'webgpu':
      return DRIVER[platform] ?? 'a GPU with its driver';
    case 'wasm':
    case 'cpu':
      return 'nothing but @tensorflow/tfjs-core 4.22; @gradlab/backend brings it, so install both again';
  }
}
