import type { BackendState, Diagnosis } from './diagnosis.ts';
import { BATCH, MATRIX, SECONDS } from './sizes.ts';

/** Three digits are more than a second of measuring can tell. */
const rounded = (value: number) =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function stateText({ chosen, works, needs }: BackendState): string {
  if (!works) return chosen ? 'chosen, but it fails' : 'no';
  if (chosen) return 'yes, chosen';
  return needs === null ? 'yes' : 'yes, passed over';
}

const speedCells = ({ speed }: BackendState) =>
  speed ? [`${rounded(speed.imagesPerSecond)} img/s`, `${rounded(speed.matMulGflops)} GFLOP/s`] : ['-', '-'];

function tableOf({ backends }: Diagnosis): string[] {
  const measured = backends.some(({ speed }) => speed !== null);
  const header = ['backend', 'works here', ...(measured ? ['training', 'matMul'] : [])];
  const rows = backends.map((state) => [
    state.name,
    stateText(state),
    ...(measured ? speedCells(state) : []),
  ]);
  const note = `(${SECONDS} s each: training steps of a small CNN, batches of ${BATCH} images of 28 x 28; matrices of ${MATRIX} x ${MATRIX})`;
  return [...table([header, ...rows]), ...(measured ? [note] : [])];
}

/** What there is to say of one backend beside the table. */
function remarks({ name, reason, needs, notes }: BackendState, width: number): string[] {
  const lines = [
    ...notes,
    ...(reason === null ? [] : [reason]),
    ...(needs === null ? [] : [`needs ${needs}`]),
  ];
  return lines.map((line, i) => `${(i === 0 ? name : '').padEnd(width)}  ${line}`);
}

const can = (able: boolean) => (able ? 'yes' : 'no');

function machine({ versions, machine, wasm }: Diagnosis): string[] {
  const { backend, tfjs, node, v8 } = versions;
  return [
    `@gradlab/backend ${backend}, TensorFlow.js ${tfjs ?? '(@tensorflow/tfjs-core is not installed)'}`,
    `Node ${node}, V8 ${v8}`,
    `${machine.platform}, ${machine.system}`,
    `${machine.cpu}, ${machine.logicalCores} logical cores, ${machine.memoryGiB} GiB`,
    `WebAssembly: SIMD ${can(wasm.simd)}, relaxed SIMD (FMA) ${can(wasm.relaxedSimd)}, threads ${can(wasm.threads)}`,
  ];
}

function verdict({ chosen, problem, backends }: Diagnosis): string {
  if (chosen === null) return `loadBackend() finds nothing to compute on: ${problem}`;
  const fails = backends.some(({ name, works }) => name === chosen && !works);
  return `loadBackend() computes on ${chosen}${fails ? ', which fails here' : ''}.`;
}

/** The diagnosis for people: plain text, a line feed at the end. */
export function report(diagnosis: Diagnosis): string {
  const { backends } = diagnosis;
  const width = Math.max(...backends.map(({ name }) => name.length), 'backend'.length);
  const parts = [
    [verdict(diagnosis)],
    tableOf(diagnosis),
    backends.flatMap((state) => remarks(state, width)),
    machine(diagnosis),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
