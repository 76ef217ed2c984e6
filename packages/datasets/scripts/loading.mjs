// Time and memory of loading one data set that is already on this machine, each run in a fresh process:
//   npx pnpm@10.34.9 --filter @gradlab/datasets build && node packages/datasets/scripts/loading.mjs cifar10
// Options of the data set follow as JSON: '{"batches":[1]}'. The first run fills the cache and is not counted.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const RUNS = 5;
const [name = 'cifar10', options = '{}', mode] = process.argv.slice(2);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure() {
  const datasets = await import('../dist/index.js');
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const { train, test } = await datasets[name](JSON.parse(options));
  const ms = performance.now() - start;
  const after = process.memoryUsage().rss;
  // maxRSS is in KiB, and the only figure that knows what was held in between.
  const peak = process.resourceUsage().maxRSS * 1024;
  return { ms, after: after - before, peak: peak - before, images: train.length + test.length };
}

if (mode === 'child') {
  process.stdout.write(JSON.stringify(await measure()));
} else {
  const run = () => {
    const args = [fileURLToPath(import.meta.url), name, options, 'child'];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  };
  run();
  const runs = Array.from({ length: RUNS }, run);
  const of = (key, unit) => (median(runs.map((one) => one[key])) / unit).toFixed(key === 'ms' ? 2 : 0);
  process.stdout.write(
    `${name} ${options}: ${runs[0].images} images in ${of('ms', 1000)} s; resident memory grows by ${of('after', 1e6)} MB, ` +
      `at most by ${of('peak', 1e6)} MB (medians of ${RUNS} processes, Node ${process.version}, ${cpus().length} CPUs)\n`,
  );
}
