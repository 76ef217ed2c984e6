import type { KernelPart, MemoryPart, MemoryRow, Results, TablePart } from '../results.ts';
import { OPERATION_TITLES } from '../workloads.ts';
import { figuresText } from './figures-text.ts';
import { fitText } from './fit-text.ts';
import { markdownTable } from './markdown.ts';
import { formatCell, formatMebibytes, formatSpeedup, threeDigits } from './numbers.ts';
import { place } from './place.ts';

const isOurs = (name: string) => name.startsWith('ours');

export function tableText({ stamp, rounds, limitSeconds, contenders, rows }: TablePart): string {
  const ours = contenders.filter(isOurs);
  const others = contenders.filter((name) => !isOurs(name));
  // The cpu backend's times say it all; a ratio to it would only widen the table.
  const pairs = others
    .filter((name) => name !== 'stock cpu')
    .flatMap((other) => ours.map((own) => [own, other] as const));
  const head = ['network (batch)', '', ...contenders, ...pairs.map(([own, other]) => `${own} : ${other}`)];
  const cells = rows.map(({ title, batch, operation, cells, speedups }) => [
    `${title} (${batch})`,
    OPERATION_TITLES[operation],
    ...contenders.map((name) => formatCell(cells[name])),
    ...pairs.map(([own, other]) => formatSpeedup(speedups[own]?.[other])),
  ]);
  const start = ours
    .filter((name) => name in stamp.startMs)
    .map((name) => `${name} ${stamp.startMs[name]} ms`);
  return [
    markdownTable(head, cells, 2),
    '',
    `One thread. Medians over ${rounds} interleaved rounds; a ratio is how many times as fast ours is, the median of the rounds' own`,
    `quotients with their quartiles. "cannot": a kernel is missing; "once": too slow for ${rounds} rounds in ${limitSeconds} s.`,
    `Start-up of the backend: ${start.join(', ')}. ${place(stamp)}`,
  ].join('\n');
}

const memoryCells = ({
  contender,
  network,
  batch,
  steps,
  memory: { before, after, peakBytes },
}: MemoryRow) => [
  `${contender}, ${network} (${batch})`,
  `${steps}`,
  formatMebibytes(peakBytes),
  ...[before, after].map(({ wasmBytes }) => (wasmBytes === undefined ? '' : formatMebibytes(wasmBytes))),
  ...[before, after].map(({ tensors }) => (tensors === undefined ? '' : `${tensors}`)),
];

export function memoryText({ stamp, peak, growth }: MemoryPart): string {
  const head = [
    'training',
    'steps',
    'peak of the process',
    'wasm memory before',
    'after',
    'tensors before',
    'after',
  ];
  return `${markdownTable(head, [...peak, ...growth].map(memoryCells))}\n\n${place(stamp)}`;
}

export function kernelText({ stamp, rounds, contenders, limits, rows }: KernelPart): string {
  const limited = contenders.filter((name) => limits[name] !== undefined);
  const head = ['GFLOP/s', ...contenders, ...limited.map((name) => `${name} : limit`)];
  const rate = (value: number | undefined) => (value === undefined ? '' : threeDigits(value));
  const body = rows.map(({ title, gflops }) => [
    title,
    ...contenders.map((name) => rate(gflops[name])),
    ...limited.map((name) =>
      rate((gflops[name] ?? Number.NaN) / (limits[name] as number)).replace('NaN', ''),
    ),
  ]);
  const top = limited.map((name) => `${name} ${threeDigits(limits[name] as number)}`).join(', ');
  const limit =
    limited.length === 0 ? '' : ` Limit (128-bit multiply-adds in registers alone): ${top} GFLOP/s.`;
  return `${markdownTable(head, body)}\n\nBatch 128, one thread, medians over ${rounds} interleaved rounds. A convolution counts as the multiply-adds of its definition, so a kernel that saves some (Winograd) may pass the limit.${limit} ${place(stamp)}`;
}

/** All parts that were measured, as Markdown for the README and the terminal. */
export function reportText({ table, memory, kernels, fit, figures }: Results): string {
  return [
    table && tableText(table),
    memory && memoryText(memory),
    kernels && kernelText(kernels),
    fit && fitText(fit),
    figures && figuresText(figures),
  ]
    .filter((text) => text !== undefined)
    .join('\n\n');
}
