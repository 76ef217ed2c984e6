export {
  AdaptiveAveragePooling2d,
  type AdaptiveAveragePooling2dArgs,
} from './adaptive-average-pooling.ts';
export { type AlexnetConfig, alexnet } from './alexnet.ts';
export { BatchNorm } from './batch-norm.ts';
export { type CifarCnnOptions, cifarCnn } from './cifar-cnn.ts';
export {
  type DensenetConfig,
  type DensenetShape,
  densenet,
  densenet121,
  densenet161,
  densenet169,
  densenet201,
} from './densenet.ts';
export { type DigitCnnOptions, digitCnn } from './digit-cnn.ts';
export { ModelError } from './errors.ts';
export { type GooglenetConfig, googlenet } from './googlenet.ts';
export { heInit } from './he-init.ts';
export { type Lenet5Config, lenet5 } from './lenet5.ts';
export { type Lenet300100Config, lenet300100 } from './lenet300100.ts';
export { type MlpOptions, mlp } from './mlp.ts';
export { type MobilenetCifarOptions, mobilenetCifar } from './mobilenet-cifar.ts';
export { type MobilenetConfig, mobilenetV1 } from './mobilenet-v1.ts';
export { type MobilenetV2Config, mobilenetV2 } from './mobilenet-v2.ts';
export type { NetworkConfig } from './network/network.ts';
export { type NinConfig, nin } from './nin.ts';
export {
  type ResnetConfig,
  resnet,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet152,
} from './resnet.ts';
export {
  type ResnetCifarOptions,
  resnet20,
  resnet32,
  resnet44,
  resnet56,
  resnet110,
  resnetCifar,
} from './resnet-cifar.ts';
export { type RowRnnOptions, rowRnn } from './row-rnn.ts';
export { SeededDropout, type SeededDropoutArgs } from './seeded-dropout.ts';
export { AdditiveAttention, type AdditiveAttentionArgs } from './sequence/additive-attention.ts';
export { attentionModel } from './sequence/attention-model.ts';
export type { Hypothesis } from './sequence/beam-search.ts';
export { type CharRnnOptions, charRnn } from './sequence/char-rnn.ts';
export type { SamplingOptions } from './sequence/choose-token.ts';
export { DotAttention, type DotAttentionArgs } from './sequence/dot-attention.ts';
export { type GenerateOptions, generate } from './sequence/generate.ts';
export { JoinToSteps } from './sequence/join-to-steps.ts';
export { ReverseTime } from './sequence/reverse-time.ts';
export { type Seq2seqOptions, seq2seq } from './sequence/seq2seq.ts';
export { StepOf, type StepOfArgs } from './sequence/step-of.ts';
export { TokenEmbedding, type TokenEmbeddingArgs } from './sequence/token-embedding.ts';
export { type TranslateOptions, translate } from './sequence/translate.ts';
export { ShortcutA, type ShortcutAArgs } from './shortcut-a.ts';
export { type SoftmaxRegressionConfig, softmaxRegression } from './softmax-regression.ts';
export { TorchGru, type TorchGruArgs } from './torch-gru.ts';
export { TORCH_BATCH_NORM, type TorchInit, torchInit } from './torch-init.ts';
export { TorchLstm } from './torch-lstm.ts';
export type { TorchRecurrentArgs } from './torch-recurrent.ts';
export { TorchRnn } from './torch-rnn.ts';
export {
  type VggConfig,
  vgg,
  vgg11,
  vgg11Bn,
  vgg13,
  vgg13Bn,
  vgg16,
  vgg16Bn,
  vgg19,
  vgg19Bn,
} from './vgg.ts';
export {
  WeightsDigestError,
  WeightsError,
  WeightsFormatError,
  WeightsMismatchError,
  WeightsOptionError,
  WeightsPeerError,
  WeightsSourceError,
} from './weights/errors.ts';
export { type ExportOptions, exportWeights } from './weights/export-weights.ts';
export { fromGraphJson, type Graph, type GraphOp } from './weights/from-graph-json.ts';
export { type H5Options, readH5 } from './weights/h5.ts';
export type { ImportOptions } from './weights/import-options.ts';
export { type ImportReport, importWeights } from './weights/import-weights.ts';
export { readKerasArchive } from './weights/keras-archive.ts';
export type {
  FetchOptions,
  LoadPretrainedOptions,
  WeightsFormat,
  WeightsProgress,
} from './weights/load-options.ts';
export { loadPretrained } from './weights/load-pretrained.ts';
export { loadTfjsModel } from './weights/load-tfjs-model.ts';
export { readNpz, writeNpz } from './weights/npz.ts';
export type { LayerMap, Naming } from './weights/plan.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './weights/safetensors.ts';
export {
  float32Of,
  type StoredDtype,
  type StoredTensor,
  type StoredTensors,
  storedFloats,
} from './weights/stored-tensor.ts';
export { readTfjs, type TfjsOptions } from './weights/tfjs-weights.ts';
export { type WideResnetConfig, wideResnet } from './wide-resnet.ts';
export { type WordCnnOptions, wordCnn } from './word-cnn.ts';
export { type WordGruOptions, wordGru } from './word-gru.ts';
export { ZeroPadding1d, type ZeroPadding1dArgs } from './zero-padding-1d.ts';
export { features } from './zoo/features.ts';
export { formatSummary } from './zoo/format-summary.ts';
export { type ReceptiveField, receptiveField } from './zoo/receptive-field.ts';
export { create, list, type ModelConfig, type ModelName } from './zoo/registry.ts';
export { type ResetClassifierOptions, resetClassifier } from './zoo/reset-classifier.ts';
export { type LayerSummary, type ModelSummary, summary } from './zoo/summary.ts';
