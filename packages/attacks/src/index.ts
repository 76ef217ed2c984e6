export { type ApgdCommonOptions, type ApgdOptions, apgd } from './attacks/apgd.ts';
export { type ApgdTOptions, apgdT } from './attacks/apgd-t.ts';
export type { AscentOptions } from './attacks/ascent.ts';
export type {
  Attack,
  AttackDefinition,
  AttackInput,
  AttackResult,
  Perturbed,
  RunOptions,
} from './attacks/attack.ts';
export { type Ascent, type AttackGradient, attackAscent, attackGradient } from './attacks/attack-gradient.ts';
export {
  type AutoAttackOptions,
  type AutoAttackPart,
  autoAttack,
  type CustomAutoAttack,
} from './attacks/auto-attack.ts';
export { type BimOptions, bim } from './attacks/bim.ts';
export { type BoundaryOptions, boundary } from './attacks/boundary.ts';
export { type Cost, type Ledger, ledger } from './attacks/cost.ts';
export { type CwL2Options, cwL2 } from './attacks/cw-l2.ts';
export { type CwLinfOptions, cwLinf } from './attacks/cw-linf.ts';
export { type DdnOptions, ddn } from './attacks/ddn.ts';
export { type DeepFoolOptions, deepFool } from './attacks/deep-fool.ts';
export { defineAttack } from './attacks/define-attack.ts';
export { type DiFgsmOptions, diFgsm } from './attacks/di-fgsm.ts';
export type { DiversityOptions } from './attacks/diverse-input.ts';
export { type EadOptions, ead } from './attacks/ead.ts';
export { type EotPgdOptions, eotPgd } from './attacks/eot-pgd.ts';
export { type FabOptions, type FabTOptions, fab, fabT } from './attacks/fab.ts';
export { type FfgsmOptions, ffgsm } from './attacks/ffgsm.ts';
export { type FgsmOptions, fgsm } from './attacks/fgsm.ts';
export { type FmnOptions, fmn } from './attacks/fmn.ts';
export { type HopSkipJumpOptions, hopSkipJump } from './attacks/hop-skip-jump.ts';
export type { Stage, StageReport } from './attacks/in-turn/take-turns.ts';
export { type InTurnAttack, type InTurnOptions, type InTurnResult, inTurn } from './attacks/in-turn.ts';
export { type JsmaOptions, jsma } from './attacks/jsma.ts';
export { type MiFgsmOptions, miFgsm } from './attacks/mi-fgsm.ts';
export { type NiFgsmOptions, niFgsm } from './attacks/ni-fgsm.ts';
export { type OnePixelOptions, onePixel } from './attacks/one-pixel.ts';
export { type PgdOptions, pgd } from './attacks/pgd.ts';
export { type RFgsmOptions, rFgsm } from './attacks/r-fgsm.ts';
export { type SiFgsmOptions, siFgsm } from './attacks/si-fgsm.ts';
export { type SpsaOptions, spsa } from './attacks/spsa.ts';
export { type SquareOptions, square } from './attacks/square.ts';
export { type TiFgsmOptions, tiFgsm } from './attacks/ti-fgsm.ts';
export {
  type UniversalPerturbation,
  type UniversalPerturbationOptions,
  universalPerturbation,
} from './attacks/universal-perturbation.ts';
export { type VmiFgsmOptions, vmiFgsm } from './attacks/vmi-fgsm.ts';
export type { Bounds } from './classifier/bounds.ts';
export { checkModel } from './classifier/check-model.ts';
export { type Classifier, type ClassifierOptions, classifier, type Model } from './classifier/classifier.ts';
export type { GraphModelLike, LayersModelLike, LogitsFunction, LogitsModel } from './classifier/model.ts';
export type { Normalization, Preprocess } from './classifier/normalize.ts';
export {
  AttackError,
  GradientError,
  InvalidInputError,
  InvalidLabelsError,
  InvalidOptionError,
  ModelOutputError,
  ProbabilityOutputError,
  UnsteadyModelError,
  ZeroGradientError,
} from './errors.ts';
export {
  type AttackSummary,
  type AttackSummaryOptions,
  attackSummary,
  type Spread,
} from './evaluate/attack-summary.ts';
export type { Batch, BatchedData, BatchStream, EvaluationData } from './evaluate/batches.ts';
export { type ClassSeparation, classSeparation } from './evaluate/class-separation.ts';
export type { EvaluationOptions, Progress } from './evaluate/each-batch.ts';
export {
  type GradientMaskingOptions,
  type GradientMaskingVerdict,
  gradientMasking,
  type MaskingAccuracies,
} from './evaluate/gradient-masking.ts';
export type { MaskingSign } from './evaluate/masking-signs.ts';
export { type Monotonicity, monotonicity, type Rise } from './evaluate/monotonicity.ts';
export { repeatedVotes, type Votes, type VotingOptions } from './evaluate/repeated-votes.ts';
export {
  type RobustAccuracyOptions,
  type RobustAccuracyPoint,
  robustAccuracy,
} from './evaluate/robust-accuracy.ts';
export {
  type TransferMatrix,
  type TransferMatrixOptions,
  transferMatrix,
} from './evaluate/transfer-matrix.ts';
export { type VotedAccuracy, type VotedAccuracyOptions, votedAccuracy } from './evaluate/voted-accuracy.ts';
export { crossEntropy } from './losses/cross-entropy.ts';
export { dlr, targetedDlr } from './losses/dlr.ts';
export { inputGradient, type LossAndGradient, lossAndGradient } from './losses/input-gradient.ts';
export { klDivergence } from './losses/kl-divergence.ts';
export type { Loss, LossName } from './losses/loss.ts';
export { margin } from './losses/margin.ts';
export { type Certificate, type CertifyOptions, certifiedAccuracy, certify } from './smoothing/certify.ts';
export { clopperPearson } from './smoothing/clopper-pearson.ts';
export { smoothedPredict } from './smoothing/smoothed-predict.ts';
export type { SmoothingOptions } from './smoothing/smoothing-options.ts';
export { l1 } from './threats/l1.ts';
export { l2 } from './threats/l2.ts';
export { linf } from './threats/linf.ts';
export { masked } from './threats/masked.ts';
export type { Eps } from './threats/radius.ts';
export type { Norm, Threat, ThreatModel } from './threats/threat.ts';
