import {
  Concat,
  GatherV2,
  Pack,
  PadV2,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
  Reverse,
  Slice,
  SplitV,
  Tile,
  Transpose,
  Unpack,
} from '@tensorflow/tfjs-core';
import { concat, pack } from './concat.ts';
import { gather } from './gather.ts';
import type { MakeKernel } from './kernel.ts';
import { reverse, tile, transpose } from './layout.ts';
import { padV2 } from './pad.ts';
import { resizeNearest, resizeNearestGrad } from './resize-nearest.ts';
import { slice, splitV, unpack } from './slice.ts';

/** What moves numbers and computes nothing. */
export const layoutKernels: Readonly<Record<string, MakeKernel>> = {
  [Concat]: concat,
  [GatherV2]: gather,
  [Pack]: pack,
  [PadV2]: padV2,
  [ResizeNearestNeighbor]: resizeNearest,
  [ResizeNearestNeighborGrad]: resizeNearestGrad,
  [Reverse]: reverse,
  [Slice]: slice,
  [SplitV]: splitV,
  [Tile]: tile,
  [Transpose]: transpose,
  [Unpack]: unpack,
};
