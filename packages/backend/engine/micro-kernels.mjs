// Writes the register-blocked inner loops. AssemblyScript has neither macros nor arrays in registers, so each accumulator must
// be a variable of its own; the loops around them are written by hand in assembly/.

/** @param {number} count */
const upTo = (count) => [...Array(count).keys()];
const lines = (...parts) => parts.flat(9).join('\n');

/** One step of an outer product: `rows` scalars times `vectors` vectors into the accumulators c{row}_{vector}. */
function outerProduct(rows, vectors, loadVector, loadScalar) {
  return [
    upTo(vectors).map((j) => `const b${j} = ${loadVector(j)};`),
    upTo(rows).map((i) => [
      `const a${i} = ${loadScalar(i)};`,
      upTo(vectors).map((j) => `c${i}_${j} = madd(a${i}, b${j}, c${i}_${j});`),
    ]),
  ];
}

const accumulators = (rows, vectors, start) =>
  upTo(rows).map((i) => upTo(vectors).map((j) => `let c${i}_${j}: v128 = ${start(i, j)};`));

/** c[rows][4 vectors] (+)= a[k][rows] b[k][4 vectors], both packed. */
function gemmTile(rows, vectors) {
  const store = (value) =>
    upTo(rows).map((i) => [
      upTo(vectors).map((j) => `v128.store(c, ${value(i, j)}, ${16 * j});`),
      i < rows - 1 ? 'c += rowBytes;' : '',
    ]);
  return lines(
    `export function gemm${rows}x${4 * vectors}(depth: usize, a: usize, b: usize, c: usize, rowBytes: usize, add: bool): void {`,
    accumulators(rows, vectors, () => 'f32x4.splat(0)'),
    'for (; depth > 0; depth--) {',
    outerProduct(
      rows,
      vectors,
      (j) => `v128.load(b, ${16 * j})`,
      (i) => `v128.load32_splat(a, ${4 * i})`,
    ),
    `a += ${4 * rows}; b += ${16 * vectors};`,
    '}',
    'if (add) {',
    store((i, j) => `f32x4.add(v128.load(c, ${16 * j}), c${i}_${j})`),
    '} else {',
    store((i, j) => `c${i}_${j}`),
    '}',
    '}',
  );
}

/** 8 output channels of `rows` pixels of a convolution; `runs` stretches of `runBytes` contiguous inputs each. */
function convTile(rows) {
  const vectors = 2;
  const x = upTo(rows).map((i) => `x${i}: usize`);
  return lines(
    `export function conv${rows}x8(runs: usize, runTable: usize, runBytes: usize, ${x.join(', ')}, panel: usize, bias: usize, relu: bool, y: usize, yTable: usize): void {`,
    accumulators(rows, vectors, (i, j) => (i === 0 ? `v128.load(bias, ${16 * j})` : `c0_${j}`)),
    'const runEnd = runTable + (runs << 2);',
    'while (runTable < runEnd) {',
    'const run = <usize>load<u32>(runTable);',
    upTo(rows).map((i) => `let p${i} = x${i} + run;`),
    'const end = p0 + runBytes;',
    'while (p0 < end) {',
    outerProduct(
      rows,
      vectors,
      (j) => `v128.load(panel, ${16 * j})`,
      (i) => `v128.load32_splat(p${i})`,
    ),
    upTo(rows).map((i) => `p${i} += 4;`),
    `panel += ${16 * vectors};`,
    '}',
    'runTable += 4;',
    '}',
    'if (relu) {',
    'const zero = f32x4.splat(0);',
    upTo(rows).map((i) => upTo(vectors).map((j) => `c${i}_${j} = f32x4.max(c${i}_${j}, zero);`)),
    '}',
    upTo(rows).map((i) => [
      `const y${i} = y + <usize>load<u32>(yTable, ${4 * i});`,
      upTo(vectors).map((j) => `v128.store(y${i}, c${i}_${j}, ${16 * j});`),
    ]),
    '}',
  );
}

/** y[row][8] = x[row] panel for `count` rows, `rows` at a time; x and y row-major, both may be read and written a tile too far. */
function productTile(rows) {
  const vectors = 2;
  return lines(
    `export function product${rows}x8(count: i32, depthBytes: usize, x: usize, xRow: usize, panel: usize, y: usize, yRow: usize): void {`,
    `for (; count > 0; count -= ${rows}) {`,
    upTo(rows).map((i) => (i === 0 ? 'let p0 = x;' : `let p${i} = p${i - 1} + xRow;`)),
    accumulators(rows, vectors, () => 'f32x4.splat(0)'),
    'let b = panel;',
    'const end = p0 + depthBytes;',
    'while (p0 < end) {',
    [0, 1].map((u) => [
      '{',
      outerProduct(
        rows,
        vectors,
        (j) => `v128.load(b, ${32 * u + 16 * j})`,
        (i) => `v128.load32_splat(p${i}, ${4 * u})`,
      ),
      '}',
    ]),
    upTo(rows).map((i) => `p${i} += 8;`),
    'b += 64;',
    '}',
    upTo(rows).map((i) => [upTo(vectors).map((j) => `v128.store(y, c${i}_${j}, ${16 * j});`), 'y += yRow;']),
    `x += ${rows} * xRow;`,
    '}',
    '}',
  );
}

/** dw[rows][4 vectors] += sum over lines and pixels of x[pixel][rows] dy[pixel][4 vectors]. */
function filterTile(rows, vectors) {
  return lines(
    `export function filter${rows}x${4 * vectors}(height: usize, x: usize, xLine: usize, xPixel: usize, dy: usize, dyLine: usize, dyPixel: usize, dyBytes: usize, dw: usize, dwLine: usize): void {`,
    accumulators(rows, vectors, () => 'f32x4.splat(0)'),
    'for (; height > 0; height--) {',
    'let p = x, q = dy;',
    'const end = q + dyBytes;',
    'while (q < end) {',
    outerProduct(
      rows,
      vectors,
      (j) => `v128.load(q, ${16 * j})`,
      (i) => `v128.load32_splat(p, ${4 * i})`,
    ),
    'p += xPixel; q += dyPixel;',
    '}',
    'x += xLine; dy += dyLine;',
    '}',
    upTo(rows).map((i) => [
      upTo(vectors).map((j) => `v128.store(dw, f32x4.add(v128.load(dw, ${16 * j}), c${i}_${j}), ${16 * j});`),
      i < rows - 1 ? 'dw += dwLine;' : '',
    ]),
    '}',
  );
}

/** @param {{ gemmRows: number, convRows: number, filterRows: number }} tiles rows of each tile: what V8 keeps in registers */
export function microKernels({ gemmRows, convRows, filterRows }) {
  const convCases = upTo(convRows)
    .map((i) => i + 1)
    .reverse();
  const loads = (rows) => upTo(rows).map((i) => `x + <usize>load<u32>(xTable, ${4 * i})`);
  return `${lines(
    "import { madd } from '../madd';",
    `export const GEMM_ROWS: i32 = ${gemmRows};`,
    `export const CONV_ROWS: i32 = ${convRows};`,
    `export const FILTER_ROWS: i32 = ${filterRows};`,
    gemmTile(gemmRows, 2),
    upTo(convRows).map((i) => convTile(i + 1)),
    productTile(convRows),
    upTo(filterRows).map((i) => [filterTile(i + 1, 2)]),
    upTo(3).map((i) => filterTile(i + 1, 4)),
    '// @ts-ignore: decorator',
    '@inline',
    'export function gemmTile(depth: usize, a: usize, b: usize, c: usize, rowBytes: usize, add: bool): void {',
    `gemm${gemmRows}x8(depth, a, b, c, rowBytes, add);`,
    '}',
    'export function productRows(count: i32, depthBytes: usize, x: usize, xRow: usize, panel: usize, y: usize, yRow: usize): void {',
    `product${convRows}x8(count, depthBytes, x, xRow, panel, y, yRow);`,
    '}',
    'export function convTile(rows: i32, runs: usize, runTable: usize, runBytes: usize, x: usize, xTable: usize, panel: usize, bias: usize, relu: bool, y: usize, yTable: usize): void {',
    convCases.map(
      (rows) =>
        `if (rows == ${rows}) { conv${rows}x8(runs, runTable, runBytes, ${loads(rows).join(', ')}, panel, bias, relu, y, yTable); return; }`,
    ),
    '}',
    'export function filterTile8(rows: i32, height: usize, x: usize, xLine: usize, xPixel: usize, dy: usize, dyLine: usize, dyPixel: usize, dyBytes: usize, dw: usize, dwLine: usize): void {',
    upTo(filterRows).map(
      (i) =>
        `if (rows == ${i + 1}) { filter${i + 1}x8(height, x, xLine, xPixel, dy, dyLine, dyPixel, dyBytes, dw, dwLine); return; }`,
    ),
    '}',
    'export function filterTile16(rows: i32, height: usize, x: usize, xLine: usize, xPixel: usize, dy: usize, dyLine: usize, dyPixel: usize, dyBytes: usize, dw: usize, dwLine: usize): void {',
    upTo(3).map(
      (i) =>
        `if (rows == ${i + 1}) { filter${i + 1}x16(height, x, xLine, xPixel, dy, dyLine, dyPixel, dyBytes, dw, dwLine); return; }`,
    ),
    '}',
  )}\n`;
}
