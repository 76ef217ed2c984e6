import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../../classifier/bounds.ts';
import { radius } from '../../threats/radius.ts';
import type { Place, Rule } from './rule.ts';
import { checkpoints, shouldHalve } from './schedule.ts';

/** How much of a step is the new direction; the rest is the step before. */
const NEW = 0.75;

/** Linf, L2 and threat models of your own: steepest steps with momentum, halved where they no longer help. */
export function momentum(rho: number): Rule {
  return {
    stride: 2,
    checkpoints,
    begin: async () => {},
    next: async (place, first) => move(place, first ? 1 : NEW),
    adapt: async ({ memory }, interval) =>
      memory.map((sample) => {
        const { increases, halvedBefore } = sample;
        const improved = sample.best > sample.bestBefore;
        const halve = shouldHalve({ steps: interval, increases, improved, halvedBefore }, rho);
        sample.halvedBefore = halve;
        sample.bestBefore = sample.best;
        sample.increases = 0;
        if (halve) {
          sample.step /= 2;
          sample.loss = sample.best;
        }
        return halve;
      }),
  };
}

function move({ input, at, previous, gradient, memory }: Place, fresh: number): tf.Tensor {
  const { xs, threat, classifier } = input;
  const admit = (point: tf.Tensor) =>
    clipToBounds(tf.add(xs, threat.project(tf.sub(point, xs))), classifier.bounds);
  return tf.tidy(() => {
    const lengths = radius(
      memory.map(({ step }) => step),
      xs,
    );
    const ahead = admit(tf.add(at, tf.mul(threat.steepest(gradient), lengths)));
    const change = tf.add(tf.mul(tf.sub(ahead, at), fresh), tf.mul(tf.sub(at, previous), 1 - fresh));
    return admit(tf.add(at, change));
  });
}
