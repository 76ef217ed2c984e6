import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Classifier, classifier } from '@gradlab/attacks';
import { type RunContext, UsageError } from '@gradlab/experiment';
import {
  densenet121,
  densenet169,
  fromGraphJson,
  type Graph,
  loadPretrained,
  type NetworkConfig,
  readSafetensors,
  resnet50,
  resnet101,
  vgg16,
  vgg19,
} from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The networks that the document names. */
const ZOO = { vgg16, vgg19, resnet50, resnet101, densenet121, densenet169 } satisfies Record<
  string,
  (config?: NetworkConfig) => LayersModel
>;
/** Networks whose weights come with a list of operations, by the folder of both. */
const LISTED = {
  'mobilenet-v1': 'mobilenet_v1_0.25_128',
  'mobilenet-v2': 'mobilenet_v2_1.0_224',
} as const;

type ZooName = keyof typeof ZOO;
type ListedName = keyof typeof LISTED;
export type NetworkName = ZooName | ListedName;

export const NETWORKS = [...Object.keys(LISTED), ...Object.keys(ZOO)] as NetworkName[];

/** Mean and deviation of ImageNet, as torchvision's and timm's weights want their images. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** (byte - 128) / 128, as the quantization-aware MobileNets want them. */
const BYTES_AROUND_128 = { mean: 128 / 255, std: 128 / 255 };
const CLASSES = 1000;

/** What is attacked: images `[N, side, side, 3]` in [0, 1] to logits of 1000 classes. The caller disposes the model. */
export interface Network {
  readonly model: LayersModel;
  readonly target: Classifier;
  readonly side: number;
}

/** A network whose images are normalized by ImageNet's statistics first; gradients go through both. */
export const normalized = (model: LayersModel): Classifier => classifier(model, { preprocess: IMAGENET });

/** A network with an output 0 for "background" before those of the classes. */
export function withoutBackground(model: LayersModel): Classifier {
  const logits = (xs: tf.Tensor) => {
    const all = model.apply(xs, { training: false }) as tf.Tensor2D;
    return tf.slice(all, [0, 1], [-1, (all.shape[1] ?? 0) - 1]);
  };
  return classifier(logits, { preprocess: BYTES_AROUND_128 });
}

type Given = Pick<RunContext<unknown>, 'dataRoot' | 'options' | 'signal' | 'onProgress'>;

/** timm's copies of torchvision's first weights, in the layout of the hub. */
const hubAddress = (name: ZooName) =>
  `https://huggingface.co/timm/${name}.tv_in1k/resolve/main/model.safetensors`;

async function zooNetwork(name: ZooName, { options, signal, onProgress }: Given): Promise<Network> {
  const model = ZOO[name]({ initialWeights: 'zeros' });
  const { weights = hubAddress(name) } = options;
  const source = /^https?:/.test(weights) ? { url: weights } : { file: weights };
  try {
    await loadPretrained(model, { ...source, signal, onProgress });
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, target: normalized(model), side: model.inputs[0]?.shape[1] ?? 0 };
}

async function listedNetwork(name: ListedName, { options, dataRoot }: Given): Promise<Network> {
  const folder = join(dataRoot ?? process.env.GRADLAB_DATA ?? '', 'pretrained_imagenet', LISTED[name]);
  const { weights = join(folder, 'model.safetensors') } = options;
  const graph = join(dirname(weights), 'graph.json');
  for (const path of [weights, graph]) {
    await access(path).catch((cause: unknown) => {
      throw new UsageError(
        `There is no ${path}: give the model.safetensors of ${name}, beside its graph.json, by --weights, or the folder that holds pretrained_imagenet by --data or GRADLAB_DATA.`,
        { cause },
      );
    });
  }
  const list = JSON.parse(await readFile(graph, 'utf8')) as Graph;
  const model = fromGraphJson(list, readSafetensors(await readFile(weights)).tensors);
  return { model, target: withoutBackground(model), side: list.input.shape[1] ?? 0 };
}

/**
 * A published ImageNet classifier.
 * @throws UsageError where the weights of a MobileNet are not there, and every error of `loadPretrained`.
 */
export async function loadNetwork(name: NetworkName, context: Given): Promise<Network> {
  const network = await (name in ZOO
    ? zooNetwork(name as ZooName, context)
    : listedNetwork(name as ListedName, context));
  const [output] = network.model.outputs;
  const classes = (output?.shape.at(-1) ?? 0) - (name in ZOO ? 0 : 1);
  if (classes === CLASSES) return network;
  network.model.dispose();
  throw new UsageError(`${name} with these weights knows ${classes} classes, not ImageNet's ${CLASSES}.`);
}
