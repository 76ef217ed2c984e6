/** states `[batch, time, units]` -> last `[batch, units]`; time >= 1. */
export function lastStates(batch: i32, time: i32, units: i32, states: usize, last: usize): void {
  const row = <usize>units << 2;
  const sequence = <usize>time * row;
  let from = states + sequence - row;
  for (let n = 0; n < batch; n++) {
    memory.copy(last, from, row);
    from += sequence;
    last += row;
  }
}
