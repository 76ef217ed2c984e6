/** Independent values: enough to hide the latency of an operation, few enough to stay in the 16 registers of x86. */
export const VALUES = 12;
/** Operations on each value in one turn of the loop, so that the loop itself costs nothing. */
export const UNROLLED = 8;
const LANES = 4;

/**
 * An operation depends on the one before on the same value, so no compiler can take it out of the loop: fused, it is
 * `value * FACTOR + TERM`; else every other value is multiplied by FACTOR and the others have TERM added, because products and
 * sums of one chain would wait for each other, and those of a real kernel do not.
 */
export const FACTOR = -1;
export const TERM = 0.25;

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const SPLAT = [0xfd, 0x13];
const EXTRACT_FIRST = [0xfd, 0x1f, 0];
const MUL = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const RELAXED_MADD = [0xfd, 0x85, 0x02];
const F32_ADD = 0x92;

/** Unsigned LEB128. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

const sized = (bytes: readonly number[]) => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]) => [id, ...sized(bytes)];

function splatOf(value: number): number[] {
  return [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...SPLAT];
}

/** Floating-point operations in one turn of the loop. */
export const flopsPerTurn = (fused: boolean): number => (fused ? 2 : 1) * LANES * VALUES * UNROLLED;

/**
 * A wasm module whose only export, `run(turns: i32): f32`, does `turns * flopsPerTurn(fused)` floating-point operations of four
 * lanes in registers alone, on values that start as 0, 1, ... VALUES - 1, and returns the sum of their first lanes.
 *
 * @param fused with the fused multiply-add of relaxed SIMD instead of as many products as sums.
 */
export function maddModule(fused: boolean): Uint8Array<ArrayBuffer> {
  const values = Array.from({ length: VALUES }, (_, i) => 1 + i);
  const factor = 1 + VALUES;
  const term = 2 + VALUES;
  const operation = (value: number, i: number) => {
    if (fused) return [LOCAL_GET, factor, LOCAL_GET, term, ...RELAXED_MADD, LOCAL_SET, value];
    return i % 2 === 0
      ? [LOCAL_GET, factor, ...MUL, LOCAL_SET, value]
      : [LOCAL_GET, term, ...ADD, LOCAL_SET, value];
  };
  const sweep = values.flatMap((value, i) => [LOCAL_GET, value, ...operation(value, i)]);
  const body = [
    ...[1, ...leb(VALUES + 2), V128],
    ...values.flatMap((value, i) => [...splatOf(i), LOCAL_SET, value]),
    ...[...splatOf(FACTOR), LOCAL_SET, factor, ...splatOf(TERM), LOCAL_SET, term],
    ...[0x03, 0x40],
    ...Array.from({ length: UNROLLED }, () => sweep).flat(),
    // while (--turns)
    ...[LOCAL_GET, 0, 0x41, 1, 0x6b, LOCAL_TEE, 0, 0x0d, 0, 0x0b],
    ...values.flatMap((value, i) => [LOCAL_GET, value, ...EXTRACT_FIRST, ...(i === 0 ? [] : [F32_ADD])]),
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 1, I32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...Buffer.from('run'), 0, 0]),
    ...section(10, [1, ...sized(body)]),
  ]);
}
