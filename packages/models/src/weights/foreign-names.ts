import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What wrappers of PyTorch put before every name. */
const WRAPPERS = /^(?:module\.|_orig_mod\.)+/;
/** DenseNets of old torchvision versions: `norm.1` is `norm1` today. */
const OLD_DENSENET = /(\.denselayer\d+\.(?:norm|conv))\.([12])\./;

/** The name as the published networks of today have it. */
export const cleanName = (name: string) => name.replace(WRAPPERS, '').replace(OLD_DENSENET, '$1$2.');

/** Counters of PyTorch's batch norm, which no computation reads. */
const COUNTER = /(?:^|\.)num_batches_tracked$/;
const AUXILIARY = /^aux[12]\./;

/** Whether a model may do without a tensor of the file. */
export function isIgnored(name: string, model: LayersModel, ignore: readonly (string | RegExp)[]): boolean {
  if (COUNTER.test(name)) return true;
  if (AUXILIARY.test(name) && model.layers.some((layer) => layer.name.startsWith('inception3a.')))
    return true;
  return ignore.some((one) => (typeof one === 'string' ? one === name : name.search(one) >= 0));
}
