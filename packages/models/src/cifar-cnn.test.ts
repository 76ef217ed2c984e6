import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { cifarCnn } from './cifar-cnn.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, trainableCount } from './test-support.ts';

describe('cifarCnn', () => {
  itIsANetwork({
    create: cifarCnn,
    torch: fixture.networks.cifarCnn,
    input: () => noise('image', [1, 32, 32, 3]),
    refuses: [{ classes: 0 }, { classes: 2.5 }],
  });

  it('has the layers of the homework', () => {
    const model = cifarCnn({ classes: 7 });
    const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes).toEqual({
      conv1: [null, 32, 32, 32],
      conv2: [null, 32, 32, 16],
      pool2: [null, 16, 16, 16],
      conv3: [null, 16, 16, 64],
      conv4: [null, 16, 16, 16],
      pool4: [null, 8, 8, 16],
      flatten: [null, 1024],
      logits: [null, 7],
    });
    const activations = ['conv1', 'conv2', 'conv3', 'conv4'].map(
      (name) => model.getLayer(name).getConfig().activation,
    );
    expect(activations).toEqual(['relu', 'relu', 'relu', 'linear']);
    expect(trainableCount(model)).toBe(52_202 - 3 * 1025);
    model.dispose();
  });
});
