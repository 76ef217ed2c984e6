import { describe, expect, it } from 'vitest';
import type { BackendState, Diagnosis } from './diagnosis.ts';
import { report } from './report.ts';

const state = (name: BackendState['name'], more: Partial<BackendState>): BackendState => ({
  name,
  chosen: false,
  works: false,
  reason: null,
  needs: null,
  notes: [],
  speed: null,
  ...more,
});

const diagnosis: Diagnosis = {
  format: 1,
  versions: { backend: '1.2.3', tfjs: '4.22.0', node: '20.20.2', v8: '11.3.244.8-node.38' },
  machine: {
    platform: 'linux x64',
    system: 'Debian GNU/Linux 12 (bookworm), 6.1.0',
    cpu: 'Example 9000',
    logicalCores: 2,
    memoryGiB: 7.8,
  },
  wasm: { simd: true, relaxedSimd: false, threads: true },
  chosen: 'wasm',
  problem: null,
  backends: [
    state('tfjs-node-gpu', { reason: 'not installed (npm install a)', needs: 'an NVIDIA GPU' }),
    state('tfjs-node', { reason: 'not installed (npm install b)', needs: 'a native library' }),
    state('webgpu', {
      works: true,
      reason: 'only a software adapter answers',
      needs: 'a GPU',
      notes: ['on SwiftShader'],
      speed: { imagesPerSecond: 12.345, matMulGflops: 0.51234 },
    }),
    state('wasm', {
      works: true,
      chosen: true,
      speed: { imagesPerSecond: 1234.5, matMulGflops: 41.26 },
    }),
    state('cpu', {
      works: true,
      reason: 'only used where wasm does not work',
      speed: { imagesPerSecond: 5.4, matMulGflops: 0.7 },
    }),
  ],
};

const MEASURED = `loadBackend() computes on wasm.

backend        works here          training         matMul
tfjs-node-gpu  no                         -              -
tfjs-node      no                         -              -
webgpu         yes, passed over  12.3 img/s  0.512 GFLOP/s
wasm           yes, chosen       1235 img/s   41.3 GFLOP/s
cpu            yes                5.4 img/s    0.7 GFLOP/s
(1 s each: training steps of a small CNN, batches of 8 images of 28 x 28; matrices of 512 x 512)

tfjs-node-gpu  not installed (npm install a)
               needs an NVIDIA GPU
tfjs-node      not installed (npm install b)
               needs a native library
webgpu         on SwiftShader
               only a software adapter answers
               needs a GPU
cpu            only used where wasm does not work

@gradlab/backend 1.2.3, TensorFlow.js 4.22.0
Node 20.20.2, V8 11.3.244.8-node.38
linux x64, Debian GNU/Linux 12 (bookworm), 6.1.0
Example 9000, 2 logical cores, 7.8 GiB
WebAssembly: SIMD yes, relaxed SIMD (FMA) no, threads yes
`;

const BROKEN = `loadBackend() finds nothing to compute on: Cannot find package '@tensorflow/tfjs-core'

backend  works here
wasm     no
cpu      no

wasm     Cannot find package '@tensorflow/tfjs-core'
cpu      Cannot find package '@tensorflow/tfjs-core'

@gradlab/backend 1.2.3, TensorFlow.js (@tensorflow/tfjs-core is not installed)
Node 20.20.2, V8 11.3.244.8-node.38
linux x64, Debian GNU/Linux 12 (bookworm), 6.1.0
Example 9000, 2 logical cores, 7.8 GiB
WebAssembly: SIMD yes, relaxed SIMD (FMA) no, threads yes
`;

describe('report', () => {
  it('is for people', () => expect(report(diagnosis)).toBe(MEASURED));

  it('stands without a benchmark, without TensorFlow.js and without a backend', () => {
    const problem = "Cannot find package '@tensorflow/tfjs-core'";
    const broken = {
      ...diagnosis,
      versions: { ...diagnosis.versions, tfjs: null },
      chosen: null,
      problem,
      backends: [state('wasm', { reason: problem }), state('cpu', { reason: problem })],
    };
    expect(report(broken)).toBe(BROKEN);
  });

  it('warns of a chosen backend that fails', () => {
    const failing = state('wasm', { chosen: true, reason: 'a matrix product gave 3 in place of 48' });
    const text = report({ ...diagnosis, backends: [failing] });
    expect(text).toContain('loadBackend() computes on wasm, which fails here.\n');
    expect(text).toContain('wasm     chosen, but it fails\n');
    expect(text).toContain('wasm     a matrix product gave 3 in place of 48\n');
  });
});
