/** Gives the name of a layer's module in a published network; a layer's own name where the two agree. */
export type ModuleName = (layer: string) => string;

type Rename = readonly [pattern: RegExp, module: (...groups: string[]) => string];

function renaming(renames: readonly Rename[]): ModuleName {
  return (layer) => {
    for (const [pattern, module] of renames) {
      const match = pattern.exec(layer);
      if (match) return module(...match.slice(1));
    }
    return layer;
  };
}

/** The ResNets for CIFAR of akamaster/pytorch_resnet_cifar10; their projections, option B, are `shortcut`. */
const CIFAR_RESNET: readonly Rename[] = [
  [/^stem_(conv|bn)$/, (kind) => `${kind}1`],
  [
    /^stage(\d)_(\d+)([ab])_(conv|bn)$/,
    (stage, block, half, kind) => `layer${stage}.${Number(block) - 1}.${kind}${half === 'a' ? 1 : 2}`,
  ],
  [
    /^stage(\d)_(\d+)_shortcut_(conv|bn)$/,
    (stage, block, kind) => `layer${stage}.${Number(block) - 1}.shortcut.${kind === 'conv' ? 0 : 1}`,
  ],
  [/^logits$/, () => 'linear'],
];

/** timm has VGG's first two dense layers as convolutions. */
const TIMM_VGG: readonly Rename[] = [
  [/^classifier\.0$/, () => 'pre_logits.fc1'],
  [/^classifier\.3$/, () => 'pre_logits.fc2'],
  [/^classifier\.6$/, () => 'head.fc'],
];

/** `blocks.STAGE.BLOCK` of the block with this number, given the blocks of each stage. */
function timmBlock(number: number, stages: readonly number[]): string {
  let block = number;
  const stage = stages.findIndex((count) => {
    if (block < count) return true;
    block -= count;
    return false;
  });
  return `blocks.${stage}.${block}`;
}

const V1_STAGES = [1, 2, 2, 6, 2];
const V2_STAGES = [1, 2, 3, 4, 3, 3, 1];
const V2_BLOCKS = 17;

const TIMM_MOBILENET_V1: readonly Rename[] = [
  [/^stem_conv$/, () => 'conv_stem'],
  [/^stem_bn$/, () => 'bn1'],
  [
    /^block(\d+)_(depthwise|pointwise)(_bn)?$/,
    (number, part, bn) => {
      const [conv, norm] = part === 'depthwise' ? ['conv_dw', 'bn1'] : ['conv_pw', 'bn2'];
      return `${timmBlock(Number(number) - 1, V1_STAGES)}.${bn === undefined ? conv : norm}`;
    },
  ],
  [/^logits$/, () => 'classifier'],
];

/** The modules of torchvision's inverted residual, in timm's words; the first block does not widen. */
const V2_PARTS: Readonly<Record<string, string>> = {
  '0.0': 'conv_pw',
  '0.1': 'bn1',
  '1.0': 'conv_dw',
  '1.1': 'bn2',
  '2': 'conv_pwl',
  '3': 'bn3',
};
const V2_FIRST: Readonly<Record<string, string>> = {
  '0.0': 'conv_dw',
  '0.1': 'bn1',
  '1': 'conv_pw',
  '2': 'bn2',
};

const TIMM_MOBILENET_V2: readonly Rename[] = [
  [/^features\.0\.(\d)$/, (part) => (part === '0' ? 'conv_stem' : 'bn1')],
  [
    /^features\.(\d+)\.conv\.([\d.]+)$/,
    (number, part) => {
      const parts = number === '1' ? V2_FIRST : V2_PARTS;
      return `${timmBlock(Number(number) - 1, V2_STAGES)}.${parts[part as string]}`;
    },
  ],
  [
    /^features\.(\d+)\.(\d)$/,
    (number, part) => {
      const last = Number(number) === V2_BLOCKS + 1;
      return last ? (part === '0' ? 'conv_head' : 'bn2') : `features.${number}.${part}`;
    },
  ],
  [/^classifier\.1$/, () => 'classifier'],
];

/** The names of a model's layers tell which network it is, also where a user has renamed the model. */
const has = (layers: ReadonlySet<string>, ...names: readonly string[]) =>
  names.every((name) => layers.has(name));

/** Modules of torchvision, and of the best-known networks that it lacks. */
export function torchvisionModules(layers: ReadonlySet<string>): ModuleName {
  return renaming(has(layers, 'stem_conv', 'stage1_1a_conv') ? CIFAR_RESNET : []);
}

/** Modules of timm. Its ResNets and DenseNets are named as torchvision's. */
export function timmModules(layers: ReadonlySet<string>): ModuleName {
  if (has(layers, 'features.0', 'classifier.0', 'classifier.3', 'classifier.6')) return renaming(TIMM_VGG);
  if (has(layers, 'stem_conv', 'block1_depthwise')) return renaming(TIMM_MOBILENET_V1);
  if (has(layers, 'features.0.0', 'features.1.conv.0.0')) return renaming(TIMM_MOBILENET_V2);
  return torchvisionModules(layers);
}
