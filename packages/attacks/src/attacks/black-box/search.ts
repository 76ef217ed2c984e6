import * as tf from '@tensorflow/tfjs-core';
import { randomNormal } from 'd3-random';
import { randomOf } from '../../threats/random.ts';
import type { AttackInput, Perturbed } from '../attack.ts';
import { breather } from '../breathe.ts';
import { read } from '../read.ts';
import { asker } from './ask.ts';

/** What a search knows of the one sample it attacks. */
export interface Sample {
  /** Its place in the batch, and in the one that the attack was called with. */
  readonly index: number;
  readonly row: number;
  /** The clean sample, flat. */
  readonly clean: Float32Array;
  /** 1 for the values that the threat model lets change, 0 for those it does not. */
  readonly free: Float32Array;
  readonly eps: number;
  /** Uniform numbers in [0, 1) and standard normal ones, from the sample's own stream. */
  readonly uniform: () => number;
  readonly normal: () => number;
  /** Queries that may still be asked. */
  remaining: number;
  /** What is handed out when the search ends, or when it asks for more than remains. */
  best: Float32Array;
}

/**
 * The attack on one sample: it yields flat candidates and gets the model's answer to each. A generator, so that the text of
 * an attack is about one sample, while the candidates of all samples go through the model together.
 */
export type Search<Answer> = Generator<readonly Float32Array[], void, readonly Answer[]>;

export interface SearchOptions<Answer> {
  readonly seed: number;
  /** How many candidates may be asked about, for each sample. A search ends before it would exceed them. */
  readonly queries: number;
  /** All that a search may know of the logits of a candidate: for decision-based attacks only whether it reached the goal. */
  readonly answer: (logits: ArrayLike<number>, label: number, targeted: boolean) => Answer;
  readonly search: (sample: Sample) => Search<Answer>;
}

/**
 * Searches around each sample of the batch. What the model sees, and what is returned, is a candidate projected onto the
 * threat model's ball and clipped to the bounds, so eps and masks hold whatever a search asks for.
 * @throws ModelOutputError when a logit is not finite.
 */
export async function searchEach<Answer>(
  input: AttackInput,
  { seed, queries, answer, search }: SearchOptions<Answer>,
): Promise<Perturbed> {
  const { options, targeted } = input;
  const labels = await input.labels.data();
  const samples = await samplesOf(input, seed, queries);
  const asking = asker(input, samples);
  const breathe = breather();
  let running = samples.map((sample) => {
    const asked = search(sample);
    return { sample, asked, wanted: asked.next() };
  });
  for (;;) {
    running = running.filter(({ sample, wanted }) => !wanted.done && wanted.value.length <= sample.remaining);
    if (running.length === 0) break;
    options.signal?.throwIfAborted();
    const logits = await asking.ask(
      running.flatMap(({ sample, wanted }) =>
        wanted.done ? [] : wanted.value.map((values) => ({ sample, values })),
      ),
    );
    let next = 0;
    for (const one of running) {
      const count = one.wanted.done ? 0 : one.wanted.value.length;
      one.sample.remaining -= count;
      const answers = logits
        .slice(next, next + count)
        .map((row) => answer(row, labels[one.sample.index] ?? 0, targeted));
      next += count;
      one.wanted = one.asked.next(answers);
    }
    await breathe();
  }
  return {
    adversarial: asking.admitted(samples.map((sample) => ({ sample, values: sample.best }))),
    zeroGradient: samples.map(() => false),
    cost: {
      queries: Int32Array.from(samples, ({ remaining }) => queries - remaining),
      gradients: new Int32Array(samples.length),
    },
  };
}

async function samplesOf(
  { xs, threat, rows }: AttackInput,
  seed: number,
  queries: number,
): Promise<Sample[]> {
  const [values = new Float32Array(), movable = new Float32Array()] = await read(() => [
    tf.clone(xs),
    tf.cast(tf.notEqual(threat.project(tf.onesLike(xs)), 0), 'float32'),
  ]);
  const count = xs.shape[0] ?? 0;
  const size = xs.size / count;
  return Array.from({ length: count }, (_, index) => {
    const row = rows?.[index] ?? index;
    const [from, to] = [index * size, (index + 1) * size];
    const [clean, free] = [values.slice(from, to), movable.slice(from, to)];
    const uniform = randomOf(seed, row);
    const normal = randomNormal.source(uniform)(0, 1);
    const eps = typeof threat.eps === 'number' ? threat.eps : (threat.eps[index] ?? 0);
    return { index, row, clean, free, eps, uniform, normal, remaining: queries, best: clean };
  });
}
