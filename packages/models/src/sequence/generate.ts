import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount, checkPositive, checkSeed } from '../checks.ts';
import { ModelError } from '../errors.ts';
import { chooseToken, likeliestToken, type SamplingOptions } from './choose-token.ts';
import { lastLogits } from './last-logits.ts';

export interface GenerateOptions extends SamplingOptions {
  /** Tokens to write, at most; a positive integer. */
  readonly length: number;
  /** Take the likeliest token at every step instead of drawing one; then there is nothing to sample. Default: false. */
  readonly greedy?: boolean;
  /** Stop after this token, which is part of the result. Default: none. */
  readonly end?: number;
  /** Decides what is drawn; an integer. Default: 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

function check({ length, temperature = 1, topK = 1, topP = 1, seed = 0, end = 0 }: GenerateOptions): void {
  checkCount('generate', 'length', length);
  checkPositive('generate', 'temperature', temperature);
  checkCount('generate', 'topK', topK);
  if (!(topP > 0 && topP <= 1)) throw new ModelError(`generate: topP must be in (0, 1], got ${topP}.`);
  checkSeed('generate', seed);
  if (!(Number.isInteger(end) && end >= 0)) {
    throw new ModelError(`generate: end must be a token, got ${end}.`);
  }
}

/**
 * Lets a network write: it says what comes after the prompt, the token is appended, and so on (`charRnn`, or any model from int32 `[1, T]` to
 * logits `[1, T, V]` that looks back only).
 *
 * Each step computes the whole text so far again, so that any such model will do; n tokens cost n^2 / 2 steps of the model. The same model,
 * options and seed give the same text on one backend.
 *
 * @param prompt at least one token
 * @returns what was written, without the prompt
 * @throws ModelError for options that cannot be meant, or a model that gives other things than finite logits; the signal's reason
 */
export async function generate(
  model: LayersModel,
  prompt: ArrayLike<number>,
  options: GenerateOptions,
): Promise<Int32Array> {
  check(options);
  if (prompt.length === 0)
    throw new ModelError('generate: the prompt is empty; begin with at least one token.');
  const { length, greedy = false, end, seed = 0, signal } = options;
  const uniform = tf.tidy(() => tf.randomUniform([length], 0, 1, 'float32', `generate/${seed}`).dataSync());
  const text = Array.from(prompt);
  for (const u of uniform) {
    signal?.throwIfAborted();
    const ids = tf.tensor2d([text], undefined, 'int32');
    const logits = await lastLogits('generate', model, ids).finally(() => ids.dispose());
    const token = greedy ? likeliestToken(logits) : chooseToken(logits, u, options);
    text.push(token);
    if (token === end) break;
  }
  return Int32Array.from(text.slice(prompt.length));
}
