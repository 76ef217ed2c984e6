import * as tf from '@tensorflow/tfjs-core';
import { type Cases, floats, forward, given, ints } from './case.ts';

const whole = { notSmooth: 'no small steps' };
const boxes = given([0, 0, 1, 1, 0.21, 0.13, 0.7, 0.93, -0.5, 0, 1.5, 2], 'float32', [3, 4]);
const crop = (
  title: string,
  size: [number, number],
  method: 'bilinear' | 'nearest',
  outside: number,
  image = floats([2, 5, 6, 2]),
) => forward(title, (x, b) => tf.image.cropAndResize(x, b, [0, 1, 0], size, method, outside), image, boxes);
const found = given([0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11], 'float32', [4, 4]);
const scores = given([0.9, 0.75, 0.6, 0.95]);
const rotate = (
  title: string,
  ...args: [number, (number | [number, number, number])?, (number | [number, number])?]
) => forward(title, (x) => tf.image.rotateWithOffset(x, ...args), floats([2, 5, 4, 3]));
const movement = [1, 0.1, -0.53, 0.2, 0.9, 0.71, 0.01, 0.02];

export const imageCases: Cases = {
  BatchToSpaceND: [
    {
      title: 'cropped',
      inputs: [floats([4, 2, 2, 3])],
      op: (x) =>
        tf.batchToSpaceND(
          x,
          [2, 2],
          [
            [0, 1],
            [1, 0],
          ],
        ),
    },
    {
      title: 'int32',
      inputs: [ints([4, 2, 2, 3])],
      op: (x) =>
        tf.batchToSpaceND(
          x,
          [2, 2],
          [
            [0, 0],
            [0, 0],
          ],
        ),
      ...whole,
    },
  ],
  CropAndResize: [
    crop('bilinear', [3, 4], 'bilinear', 0),
    crop('nearest', [3, 4], 'nearest', 0.5),
    crop('one pixel', [1, 1], 'bilinear', 0),
    crop('int32', [2, 2], 'bilinear', 0, ints([2, 5, 6, 2], 1, 0, 255)),
  ],
  DepthToSpace: [forward('channels last', (x) => tf.depthToSpace(x, 2), floats([1, 2, 3, 8]))],
  FlipLeftRight: [forward('floats', tf.image.flipLeftRight, floats([2, 3, 4, 2]))],
  NonMaxSuppressionV3: [
    forward('boxes', (b, s) => tf.image.nonMaxSuppression(b, s, 3, 0.5, 0.1), found, scores),
  ],
  NonMaxSuppressionV4: [
    forward(
      'boxes',
      (b, s) => tf.image.nonMaxSuppressionPadded(b, s, 4, 0.5, 0.1, true).selectedIndices as tf.Tensor,
      found,
      scores,
    ),
  ],
  NonMaxSuppressionV5: [
    forward(
      'scores',
      (b, s) => tf.image.nonMaxSuppressionWithScore(b, s, 3, 0.5, 0.1, 0.5).selectedScores as tf.Tensor,
      found,
      scores,
    ),
  ],
  RotateWithOffset: [
    rotate('black', 0.7),
    rotate('grey', 0.7, 0.5, [0.2, 0.6]),
    rotate('white', -0.3, 255),
    rotate('a colour', 0.7, [1, 0, 0.5]),
  ],
  SpaceToBatchND: [
    {
      title: 'padded',
      inputs: [floats([1, 3, 4, 3])],
      op: (x) =>
        tf.spaceToBatchND(
          x,
          [2, 2],
          [
            [0, 1],
            [2, 0],
          ],
        ),
    },
    {
      title: 'int32',
      inputs: [ints([2, 4, 4, 3])],
      op: (x) =>
        tf.spaceToBatchND(
          x,
          [2, 2],
          [
            [0, 0],
            [0, 0],
          ],
        ),
      ...whole,
    },
  ],
  Transform: (['nearest', 'bilinear'] as const).flatMap((interpolation) =>
    (['constant', 'reflect', 'wrap', 'nearest'] as const).map((mode) =>
      forward(
        `${interpolation}, ${mode}`,
        (x) => tf.image.transform(x, tf.tensor2d([movement]), interpolation, mode, 0.3, [4, 6]),
        floats([1, 5, 5, 2]),
      ),
    ),
  ),
};
