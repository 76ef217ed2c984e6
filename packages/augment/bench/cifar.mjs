// How many CIFAR-10 images a second one core augments as is usual in training: `pnpm --filter @gradlab/augment bench` after a build.
// With an argument, the time of each part.
import { compose, normalize, randomCrop, randomHorizontalFlip } from '../dist/index.js';

const BATCH = 128;
const BATCHES = 40;
const ROUNDS = 9;

const parts = {
  randomHorizontalFlip: randomHorizontalFlip(),
  'randomCrop(32, { padding: 4 })': randomCrop(32, { padding: 4 }),
  normalize: normalize([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
};
const all = { 'flip + crop + normalize': compose(Object.values(parts)) };

const batch = {
  images: Float32Array.from({ length: BATCH * 32 * 32 * 3 }, (_, i) => ((i * 7919) % 256) / 255),
  shape: [BATCH, 32, 32, 3],
  labels: new Int32Array(BATCH),
  classes: 10,
};

/** Processor time of this process in milliseconds: what other programs take does not count. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Images a second of processor time, the median of some rounds; the first one warms up. */
function rate(transform) {
  const rates = Array.from({ length: ROUNDS + 1 }, (_, round) => {
    const start = spent();
    for (let i = 0; i < BATCHES; i++) transform(batch, round * BATCHES + i);
    return (1000 * BATCH * BATCHES) / (spent() - start);
  });
  return rates.slice(1).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

for (const [name, transform] of Object.entries(process.argv[2] ? { ...parts, ...all } : all)) {
  process.stdout.write(`${name}: ${Math.round(rate(transform))} images/s\n`);
}
