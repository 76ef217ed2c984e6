// Writes the two-dimensional transforms of F(4x4, 3x3), with 6 x 6 places, and F(4x4, 5x5), with 8 x 8: the lines of one direction
// into `work`, then those of the other, for one vector of channels after the other. Functions end in the number of places a side.
// Arrays of tiles are [places, rows, channels], `place` bytes from place to place.
import { Emitter, filterLine, inputLine, outputLine, signalLine, tapLine } from './winograd-lines.mjs';

/** @param {number} count */
const upTo = (count) => [...Array(count).keys()];
const lines = (...parts) => parts.flat(9).join('\n');
const VECTOR = 16;
/** Pixels of an output tile a side. */
const SIDE = 4;

/** @param {boolean} fused whether the build has fused multiply-add */
export function winogradKernels(fused) {
  const e = new Emitter(fused);
  /** Loads a line, transforms it, and hands over the names of the results. */
  const line = (transform, loads, store) => {
    e.statements = [];
    const results = transform(
      e,
      loads.map((load) => e.name(load)),
    );
    return ['{', e.statements, results.map(store), '}'];
  };
  /** From a row of `work`, or a column of it. */
  const across = (count, base = 'w') => upTo(count).map((j) => `v128.load(${base}, ${VECTOR * j})`);
  const storeAcross = (value, j) => `v128.store(w, ${value}, ${VECTOR * j});`;
  const storeDown = (row) => (value, i) => `v128.store(w, ${value}, ${row * i});`;
  const walk = (to, step) => (value) => `v128.store(${to}, ${value}); ${to} += ${step};`;

  const zeroOutside = (n) => [
    `for (let j = 0; j < ${n}; j++) {`,
    'if (j >= first && j < last) continue;',
    `const w = work + (<usize>j << 4);`,
    upTo(n).map((i) => `v128.store(w, f32x4.splat(0), ${n * VECTOR * i});`),
    '}',
  ];

  const input = (n) => [
    `/** B' d B of one tile: its rows start where the table \`rows\` says, and columns outside of first to last are zero. */`,
    `export function inputTile${n}(rows: usize, first: i32, last: i32, pixel: usize, out: usize, place: usize, work: usize): void {`,
    `if (first > 0 || last < ${n}) {`,
    zeroOutside(n),
    '}',
    upTo(n).map((i) => `let r${i} = <usize>load<u32>(rows, ${4 * i}) + <usize>first * pixel;`),
    'const inside = work + (<usize>first << 4);',
    'const wEnd = work + (<usize>last << 4);',
    `const rowsEnd = work + ${n * n * VECTOR};`,
    'const end = out + pixel;',
    'for (; out < end; out += 16) {',
    'let x: usize = 0;',
    'for (let w = inside; w < wEnd; w += 16) {',
    line(
      inputLine[n],
      upTo(n).map((i) => `v128.load(r${i} + x)`),
      storeDown(n * VECTOR),
    ),
    'x += pixel;',
    '}',
    'let o = out;',
    `for (let w = work; w < rowsEnd; w += ${n * VECTOR}) {`,
    line(inputLine[n], across(n), walk('o', 'place')),
    '}',
    upTo(n).map((i) => `r${i} += 16;`),
    '}',
    '}',
  ];

  const signal = (n) => [
    `/** A d A' of one tile of the signal, of which \`rows\` x \`columns\` pixels count: the adjoint of \`outputTile${n}\`. */`,
    `export function signalTile${n}(dy: usize, dyRow: usize, rows: i32, columns: i32, pixel: usize, out: usize, place: usize, work: usize): void {`,
    'const first = 0;',
    'const last = columns;',
    'if (columns < 4) {',
    `for (let j = columns; j < 4; j++) {`,
    `const w = work + (<usize>j << 4);`,
    upTo(n).map((i) => `v128.store(w, f32x4.splat(0), ${SIDE * VECTOR * i});`),
    '}',
    '}',
    'const wEnd = work + (<usize>columns << 4);',
    `const rowsEnd = work + ${n * SIDE * VECTOR};`,
    'const end = out + pixel;',
    'for (; out < end; out += 16) {',
    'let x = dy;',
    'for (let w = work; w < wEnd; w += 16) {',
    line(
      signalLine[n],
      upTo(SIDE).map((i) =>
        i === 0 ? 'v128.load(x)' : `rows > ${i} ? v128.load(x + ${i} * dyRow) : f32x4.splat(0)`,
      ),
      storeDown(SIDE * VECTOR),
    ),
    'x += pixel;',
    '}',
    'let o = out;',
    `for (let w = work; w < rowsEnd; w += ${SIDE * VECTOR}) {`,
    line(signalLine[n], across(SIDE), walk('o', 'place')),
    '}',
    'dy += 16;',
    '}',
    '}',
  ];

  const output = (n) => [
    `/**`,
    ` * A' m A of one tile, plus bias, of which \`rows\` x \`columns\` pixels are written. To each is added what lies \`other\` bytes`,
    ' * behind it in memory, unless that is 0. Returns `check` plus all of them before that, which is not finite where one is not.',
    ' */',
    `export function outputTile${n}(m: usize, place: usize, bias: usize, relu: bool, y: usize, other: usize, yRow: usize, rows: i32, columns: i32, pixel: usize, work: usize, check: v128): v128 {`,
    `const rowsEnd = work + ${n * SIDE * VECTOR};`,
    'const wEnd = work + (<usize>columns << 4);',
    'const end = y + pixel;',
    'for (; y < end; y += 16) {',
    'let p = m;',
    `for (let w = work; w < rowsEnd; w += ${SIDE * VECTOR}) {`,
    upTo(n).map((j) => `const m${j} = v128.load(p); p += place;`),
    line(
      outputLine[n],
      upTo(n).map((j) => `m${j}`),
      storeAcross,
    ),
    '}',
    'const start = v128.load(bias);',
    'let to = y;',
    'for (let w = work; w < wEnd; w += 16) {',
    // The row of A' for the point 1 is all ones.
    line(
      (emitter, m) =>
        outputLine[n](
          emitter,
          m.map((name, i) => (i === 1 ? emitter.add(name, 'start') : name)),
        ),
      upTo(n).map((i) => `v128.load(w, ${SIDE * VECTOR * i})`),
      (value, i) => [
        i === 0 ? 'let q = to;' : `if (rows > ${i}) { q += yRow;`,
        `check = f32x4.add(check, ${value});`,
        `let r${i} = relu ? f32x4.pmax(f32x4.splat(0), ${value}) : ${value};`,
        `if (other) r${i} = f32x4.add(r${i}, v128.load(q + other));`,
        `v128.store(q, r${i});`,
        i === 0 ? '' : '}',
      ],
    ),
    'to += pixel;',
    '}',
    'bias += 16;',
    'm += 16;',
    '}',
    'return check;',
    '}',
  ];

  const filter = (n) => {
    const taps = n - 3;
    return [
      `/** G g G' of a packed filter: \`panels\` is [panel, taps x taps, tap bytes], \`out\` is [places, panel, tap bytes]. */`,
      `export function filterTile${n}(panels: usize, tap: usize, count: i32, out: usize, work: usize): void {`,
      'const place = tap * <usize>count;',
      'for (; count > 0; count--) {',
      'for (const end = out + tap; out < end; out += 16) {',
      'let from = panels;',
      `for (let i: usize = 0; i < ${taps}; i++) {`,
      'const w = work + (i << 4);',
      upTo(taps).map((j) => `const g${j} = v128.load(from); from += tap;`),
      line(
        filterLine[n],
        upTo(taps).map((j) => `g${j}`),
        storeDown(taps * VECTOR),
      ),
      '}',
      // Lines of a column of taps: `work` is [places, taps], and the places of a row come out a row of places apart.
      `for (let j: usize = 0; j < ${n}; j++) {`,
      `const w = work + j * ${taps * VECTOR};`,
      'let o = out + j * place;',
      line(filterLine[n], across(taps), walk('o', `${n} * place`)),
      '}',
      'panels += 16;',
      '}',
      `panels += ${taps * taps - 1} * tap;`,
      '}',
      '}',
    ];
  };

  const sums = (n) => {
    const taps = n - 3;
    return [
      `/** G' s G of the sums [places, rows, columns]; writes the filled columns of dw [taps x taps, rows, filled]. */`,
      `export function sumsTile${n}(sums: usize, rows: i32, columns: i32, filled: i32, dw: usize, work: usize): void {`,
      'const sumsRow = <usize>columns << 2;',
      'const place = <usize>rows * sumsRow;',
      'const dwRow = <usize>filled << 2;',
      'const tap = <usize>rows * dwRow;',
      'for (; rows > 0; rows--) {',
      'for (let c: usize = 0; c < dwRow; c += 16) {',
      'let p = sums + c;',
      `for (let i: usize = 0; i < ${n}; i++) {`,
      'const w = work + (i << 4);',
      upTo(n).map((j) => `const s${j} = v128.load(p); p += place;`),
      line(
        tapLine[n],
        upTo(n).map((j) => `s${j}`),
        storeDown(n * VECTOR),
      ),
      '}',
      `for (let j: usize = 0; j < ${taps}; j++) {`,
      `const w = work + j * ${n * VECTOR};`,
      'let o = dw + c + j * tap;',
      line(tapLine[n], across(n), walk('o', `${taps} * tap`)),
      '}',
      '}',
      'sums += sumsRow;',
      'dw += dwRow;',
      '}',
      '}',
    ];
  };

  const functions = [6, 8].map((n) => [input(n), signal(n), output(n), filter(n), sums(n)]);
  const constants = [...e.constants].map(
    ([value, name]) => `const ${name}: v128 = FMA ? kept(${value}) : f32x4.splat(${value});`,
  );
  return `${lines("import { FMA, kept } from '../constant';", constants, functions)}\n`;
}
