/** out = condition ? yes : no for `count` 32-bit numbers; the conditions are bytes. */
export function select32(condition: usize, yes: usize, no: usize, out: usize, count: i32): void {
  const end = condition + <usize>count;
  const none = i8x16.splat(0);
  for (; condition + 16 <= end; condition += 16) {
    const chosen = i8x16.ne(v128.load(condition), none);
    const low = i16x8.extend_low_i8x16_s(chosen);
    const high = i16x8.extend_high_i8x16_s(chosen);
    choose(i32x4.extend_low_i16x8_s(low), yes, no, out);
    choose(i32x4.extend_high_i16x8_s(low), yes + 16, no + 16, out + 16);
    choose(i32x4.extend_low_i16x8_s(high), yes + 32, no + 32, out + 32);
    choose(i32x4.extend_high_i16x8_s(high), yes + 48, no + 48, out + 48);
    yes += 64;
    no += 64;
    out += 64;
  }
  for (; condition < end; condition++) {
    store<u32>(out, load<u8>(condition) ? load<u32>(yes) : load<u32>(no));
    yes += 4;
    no += 4;
    out += 4;
  }
}

// @ts-ignore: decorator
@inline
function choose(chosen: v128, yes: usize, no: usize, out: usize): void {
  v128.store(out, v128.bitselect(v128.load(yes), v128.load(no), chosen));
}
