import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fromGraphJson, importWeights, readSafetensors, resnet20 } from '@gradlab/models';
import { type Figure, imageGrid } from '@gradlab/plot';
import { div, sub, type Tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { answerOf, filtersOf, firstOf, mapsOf } from './learned.ts';

export type Figures = Readonly<Record<string, Figure>>;

const RECORD = 3073;
const CIFAR_SIDE = 32;
const MOBILENET = 'pretrained_imagenet/mobilenet_v1_0.25_128';
const MOBILENET_SIDE = 128;

/** The published networks that are at hand under `root`, each with its first filters and what it sees. */
export async function pretrainedFigures(
  root: string | undefined,
  log: (line: string) => void,
): Promise<Figures> {
  const all = { resnet20: resnetFigures, mobilenet: mobilenetFigures };
  const files = {
    resnet20: ['pretrained_cifar10/resnet20.safetensors', 'cifar10/test_batch.bin.gz'],
    mobilenet: ['graph.json', 'model.safetensors', 'reference_input_10x128x128x3.u8.bin'].map((name) =>
      join(MOBILENET, name),
    ),
  };
  const figures: Record<string, Figure> = {};
  for (const name of ['resnet20', 'mobilenet'] as const) {
    const missing = files[name].filter((file) => root === undefined || !existsSync(join(root, file)));
    if (missing.length > 0) log(`without ${name}: ${missing.join(', ')} not at hand`);
    else Object.assign(figures, await all[name](root as string));
  }
  return figures;
}

/** The first test image of CIFAR-10 in ResNet-20 (akamaster/pytorch_resnet_cifar10). */
async function resnetFigures(root: string): Promise<Figures> {
  const record = gunzipSync(await readFile(join(root, 'cifar10/test_batch.bin.gz'))).subarray(1, RECORD);
  const plane = CIFAR_SIDE ** 2;
  const pixels = Uint8Array.from(
    { length: 3 * plane },
    (_, i) => record[(i % 3) * plane + Math.floor(i / 3)] as number,
  );
  const model = resnet20({ zeros: 'around' });
  importWeights(
    model,
    readSafetensors(await readFile(join(root, 'pretrained_cifar10/resnet20.safetensors'))).tensors,
  );
  const image = tidy(() => {
    const unit = div(tensor4d(pixels, [1, CIFAR_SIDE, CIFAR_SIDE, 3], 'float32'), 255);
    return div(sub(unit, [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]);
  });
  const deep = model.layers.findLast(({ outputShape }) => outputShape.length === 4)?.name ?? '';
  const figures = {
    'resnet20-image': imageGrid({
      title: 'What ResNet-20 sees',
      images: [{ pixels, shape: [CIFAR_SIDE, CIFAR_SIDE, 3] }],
    }),
    'resnet20-filters': filtersOf('ResNet-20: filters of the first layer, per colour', model),
    'resnet20-maps-first': mapsOf(
      'ResNet-20, first layer',
      answerOf(model, firstOf(model, 'ReLU', 'Activation').name, image),
      16,
    ),
    'resnet20-maps-last': mapsOf('ResNet-20, last layer', answerOf(model, deep, image)),
  };
  image.dispose();
  model.dispose();
  return figures;
}

/** A photograph in MobileNet V1 0.25. */
async function mobilenetFigures(root: string): Promise<Figures> {
  const read = (name: string) => readFile(join(root, MOBILENET, name));
  const graph = JSON.parse((await read('graph.json')).toString());
  const model = fromGraphJson(graph, readSafetensors(await read('model.safetensors')).tensors);
  const shape = [MOBILENET_SIDE, MOBILENET_SIDE, 3] as const;
  const pixels = new Uint8Array(
    (await read('reference_input_10x128x128x3.u8.bin')).subarray(0, MOBILENET_SIDE ** 2 * 3),
  );
  const image: Tensor = tidy(() => div(sub(tensor4d(pixels, [1, ...shape], 'float32'), 128), 128));
  const figures = {
    'mobilenet-image': imageGrid({ title: 'What MobileNet sees', images: [{ pixels, shape }] }),
    'mobilenet-filters': filtersOf('MobileNet V1: filters of the first layer, per colour', model),
    'mobilenet-maps-first': mapsOf(
      'MobileNet V1, first layer',
      answerOf(model, firstOf(model, 'ReLU', 'Activation').name, image),
    ),
  };
  image.dispose();
  model.dispose();
  return figures;
}
