export {
  applyClusters,
  type Clustering,
  type ClusterOptions,
  type Clusters,
  cluster,
} from './cluster/cluster.ts';
export { clustered } from './cluster/clustered.ts';
export { type CentroidInit, type KMeansOptions, kMeans } from './cluster/k-means.ts';
export { type AttentionTransfer, attentionLoss } from './distill/attention-transfer.ts';
export { type DistillOptions, distill } from './distill/distill.ts';
export { type DistillationOptions, distillation } from './distill/distillation.ts';
export type { LayerPair } from './distill/features.ts';
export type { Hint } from './distill/hints.ts';
export { softTargetLoss, softTargets } from './distill/soft-targets.ts';
export { artifactsOf } from './encode/artifacts.ts';
export { type Compressed, type CompressOptions, compressArtifacts, compressed } from './encode/compressed.ts';
export { type CompressedSource, compressedHandler, readCompressed } from './encode/read-compressed.ts';
export type { WeightCode } from './encode/weight-code.ts';
export {
  ArtifactsError,
  CompressionError,
  InvalidOptionError,
  MaskError,
  WeightValueError,
} from './errors.ts';
export type { RankChoice } from './factorize/choose-ranks.ts';
export {
  type Factorization,
  type FactorizationMethod,
  type Factorized,
  type FactorizedLayer,
  factorize,
} from './factorize/factorize.ts';
export type { LotteryOptions, LotteryRound, TicketRun } from './lottery/lottery-options.ts';
export { lotteryTicket, shuffledMasks } from './lottery/lottery-ticket.ts';
export { applyMasks } from './masks/apply.ts';
export { createMasks, type Mask, type Masks } from './masks/mask.ts';
export { type MaskedOptimizer, masked } from './masks/masked.ts';
export {
  type Alive,
  alive,
  aliveByWeight,
  intersectMasks,
  isSubset,
  sparsity,
} from './masks/measure.ts';
export { type MaskedWeights, nonZeroMasks, onesMasks } from './masks/ones.ts';
export {
  type MasksJson,
  masksFromBytes,
  masksFromJson,
  masksToBytes,
  masksToJson,
} from './masks/serialize.ts';
export { storedMasks, storeMasks } from './masks/store.ts';
export {
  type DataScoresOptions,
  type GradientScoresOptions,
  gradientScores,
  snipScores,
} from './prune/gradient-scores.ts';
export { type GradualPruning, type GradualPruningOptions, gradualPruning } from './prune/gradual-pruning.ts';
export { type BlockOptions, type NOfMOptions, pruneBlocks, pruneNOfM } from './prune/patterns.ts';
export { type PruneOptions, prune } from './prune/prune.ts';
export {
  type PruneIterativelyOptions,
  type PruningRound,
  pruneIteratively,
} from './prune/prune-iteratively.ts';
export {
  constantSparsity,
  iterativeSparsity,
  oneShot,
  type PolynomialSparsityOptions,
  polynomialSparsity,
  type SparsitySchedule,
  type SparsitySteps,
} from './prune/schedules.ts';
export { magnitudeScores, randomScores, type Scores } from './prune/scores.ts';
export { wandaScores } from './prune/wanda-scores.ts';
export {
  type QuantizationAwareOptions,
  quantizationAware,
  type SimulateOptions,
  simulateQuantization,
} from './quantize/aware.ts';
export { type ActivationRanges, type CalibrateOptions, calibrate } from './quantize/calibrate.ts';
export { type Equalized, equalizeChannels } from './quantize/equalize.ts';
export { fakeQuantize, type Steps } from './quantize/fake-quantize.ts';
export {
  type QuantizedDtype,
  type QuantizeOptions,
  quantize,
  quantizeArtifacts,
} from './quantize/quantize.ts';
export type { WeightSelection } from './quantize/selection.ts';
export { type ReportPlot, reportFigures } from './report/figures.ts';
export {
  type CompressionReport,
  type ModelReportOptions,
  type ReportOptions,
  report,
  reportArtifacts,
} from './report/report.ts';
export { formatReport, type ReportTable, reportTable } from './report/table.ts';
export type { Bytes, WeightReport } from './report/weight-report.ts';
export { type ChannelGroup, channelGroups, formatGroups } from './structured/channel-groups.ts';
export { bnScale, fpgm, type Importance, l1, l2 } from './structured/importance.ts';
export { pruneChannels } from './structured/prune-channels.ts';
export type { PruneChannelsOptions } from './structured/prune-options.ts';
export { type TaylorOptions, taylor } from './structured/taylor.ts';
