export interface WasmFeatures {
  /** 128-bit vectors. */
  readonly simd: boolean;
  /** Fused multiply-add, among others. */
  readonly relaxedSimd: boolean;
  /** Shared memory and atomic operations. */
  readonly threads: boolean;
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** One function without parameters and results. */
const FUNCTION = [0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00];
const SHARED_MEMORY = [0x05, 0x04, 0x01, 0x03, 0x01, 0x01];
const DROP = 0x1a;
const ZERO = [0x41, 0x00];
const ZERO_VECTOR = [...ZERO, 0xfd, 0x0f];

/** A module whose one function has these instructions. */
function moduleOf(
  instructions: readonly number[],
  sections: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const body = [0x00, ...instructions, 0x0b];
  const code = [0x0a, body.length + 2, 0x01, body.length, ...body];
  return Uint8Array.from([...HEADER, ...FUNCTION, ...sections, ...code]);
}

const I8X16_SPLAT = moduleOf([...ZERO_VECTOR, DROP]);
const F32X4_RELAXED_MADD = moduleOf([...ZERO_VECTOR, ...ZERO_VECTOR, ...ZERO_VECTOR, 0xfd, 0x85, 0x02, DROP]);
const I32_ATOMIC_LOAD = moduleOf([...ZERO, 0xfe, 0x10, 0x02, 0x00, DROP], SHARED_MEMORY);

/** What the WebAssembly of this process can do, by asking it to validate one instruction of each kind. */
export const wasmFeatures = (): WasmFeatures => ({
  simd: WebAssembly.validate(I8X16_SPLAT),
  relaxedSimd: WebAssembly.validate(F32X4_RELAXED_MADD),
  threads: WebAssembly.validate(I32_ATOMIC_LOAD),
});
