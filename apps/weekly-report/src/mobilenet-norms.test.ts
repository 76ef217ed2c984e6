import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackend } from '@gradlab/backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mobilenetWithNorms, spreadChannels } from './mobilenet-norms.ts';

const { GRADLAB_DATA = '' } = process.env;
const SIDE = 224;
/** Of the ten reference images. */
const IMAGES = 2;

beforeAll(async () => {
  await loadBackend({ prefer: 'wasm', strict: true });
});

describe.skipIf(GRADLAB_DATA === '')('MobileNet V2 with batch norms (needs GRADLAB_DATA)', () => {
  it("gives the published network's reference logits, with spread channels too", async () => {
    const file = (name: string) => {
      const bytes = readFileSync(join(GRADLAB_DATA, 'pretrained_imagenet', 'mobilenet_v2_1.0_224', name));
      return new Uint8Array(bytes).buffer;
    };
    const pixels = new Uint8Array(file(`reference_input_10x${SIDE}x${SIDE}x3.u8.bin`)).slice(
      0,
      IMAGES * SIDE * SIDE * 3,
    );
    const expected = new Float32Array(file('reference_logits_10x1001.f32.bin')).slice(0, IMAGES * 1001);
    const model = await mobilenetWithNorms({ dataRoot: GRADLAB_DATA });
    const logits = () =>
      tf.tidy(() => {
        const images = tf.tensor4d(Float32Array.from(pixels), [IMAGES, SIDE, SIDE, 3]);
        return (model.predict(tf.div(tf.sub(images, 128), 128)) as tf.Tensor).dataSync();
      });
    const furthest = () => Math.max(...logits().map((value, i) => Math.abs(value - (expected[i] as number))));
    expect(furthest()).toBeLessThan(1e-3);
    spreadChannels(model);
    expect(furthest()).toBeLessThan(1e-2);
    model.dispose();
  });
});
