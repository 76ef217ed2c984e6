import type { Stamp } from '../results.ts';

/** Where, with what and when something was measured. */
export function place({ cpu, system, versions, commit, date }: Stamp): string {
  const found = Object.entries(versions).map(
    ([name, { node, tfjs, torch }]) =>
      `${name}: ${[node && `Node ${node}`, tfjs && `TensorFlow.js ${tfjs}`, torch && `torch ${torch}`].filter(Boolean).join(', ')}`,
  );
  return `${cpu}; ${system}. ${found.join('; ')}. Commit ${commit}, ${date.slice(0, 10)}.`;
}
