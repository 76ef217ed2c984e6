import type { LayersModel } from '@tensorflow/tfjs-layers';
import { alexnet } from '../alexnet.ts';
import { cifarCnn } from '../cifar-cnn.ts';
import { densenet, densenet121, densenet161, densenet169, densenet201 } from '../densenet.ts';
import { digitCnn } from '../digit-cnn.ts';
import { ModelError } from '../errors.ts';
import { googlenet } from '../googlenet.ts';
import { lenet5 } from '../lenet5.ts';
import { lenet300100 } from '../lenet300100.ts';
import { mlp } from '../mlp.ts';
import { mobilenetCifar } from '../mobilenet-cifar.ts';
import { mobilenetV1 } from '../mobilenet-v1.ts';
import { mobilenetV2 } from '../mobilenet-v2.ts';
import { nin } from '../nin.ts';
import { resnet, resnet18, resnet34, resnet50, resnet101, resnet152 } from '../resnet.ts';
import { resnet20, resnet32, resnet44, resnet56, resnet110, resnetCifar } from '../resnet-cifar.ts';
import { rowRnn } from '../row-rnn.ts';
import { softmaxRegression } from '../softmax-regression.ts';
import { vgg, vgg11, vgg11Bn, vgg13, vgg13Bn, vgg16, vgg16Bn, vgg19, vgg19Bn } from '../vgg.ts';
import { wideResnet } from '../wide-resnet.ts';
import { wordCnn } from '../word-cnn.ts';
import { wordGru } from '../word-gru.ts';

/** Every factory under its own name. */
const FACTORIES = {
  alexnet,
  cifarCnn,
  densenet,
  densenet121,
  densenet161,
  densenet169,
  densenet201,
  digitCnn,
  googlenet,
  lenet300100,
  lenet5,
  mlp,
  mobilenetCifar,
  mobilenetV1,
  mobilenetV2,
  nin,
  resnet,
  resnet18,
  resnet20,
  resnet32,
  resnet34,
  resnet44,
  resnet50,
  resnet56,
  resnet101,
  resnet110,
  resnet152,
  resnetCifar,
  rowRnn,
  softmaxRegression,
  vgg,
  vgg11,
  vgg11Bn,
  vgg13,
  vgg13Bn,
  vgg16,
  vgg16Bn,
  vgg19,
  vgg19Bn,
  wideResnet,
  wordCnn,
  wordGru,
} as const;

/** A name that {@link create} knows. */
export type ModelName = keyof typeof FACTORIES;

/** The options of the network of this name. */
export type ModelConfig<Name extends ModelName> = NonNullable<Parameters<(typeof FACTORIES)[Name]>[0]>;

const NAMES = (Object.keys(FACTORIES) as ModelName[]).sort(
  new Intl.Collator('en', { numeric: true }).compare,
);

/**
 * The names of all networks, or of those that fit a pattern in which `*` stands for any characters and `?` for one: `list('vgg*')`.
 * Case does not count; numbers are in their order.
 */
export function list(pattern = '*'): ModelName[] {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const wanted = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return NAMES.filter((name) => wanted.test(name));
}

/**
 * The network of a name, with that network's own options: `create('resnet18', { classes: 10, stem: 'cifar' })` is
 * `resnet18({ classes: 10, stem: 'cifar' })`.
 *
 * @throws ModelError where no network has the name, or the options describe none.
 */
export function create<Name extends ModelName>(name: Name, config?: ModelConfig<Name>): LayersModel {
  if (!Object.hasOwn(FACTORIES, name)) {
    const start = String(name).slice(0, 3);
    const similar = list(`*${start}*`);
    const known =
      similar.length > 0 ? `Names like it: ${similar.join(', ')}.` : `Names: ${NAMES.join(', ')}.`;
    throw new ModelError(`create: there is no network named ${JSON.stringify(name)}. ${known}`);
  }
  const factory = FACTORIES[name] as (config?: ModelConfig<Name>) => LayersModel;
  return factory(config);
}
