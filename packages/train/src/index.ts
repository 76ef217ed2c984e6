export {
  type AdversarialTrainingOptions,
  adversarialTraining,
} from './adversarial/adversarial-training.ts';
export { type FgsmRsOptions, fgsmRs } from './adversarial/fgsm-rs.ts';
export { type FreeOptions, free } from './adversarial/free.ts';
export { type OverfittingDetectorOptions, overfittingDetector } from './adversarial/overfitting-detector.ts';
export { martLoss, tradesLoss } from './adversarial/robust-losses.ts';
export { mart, type RegularizedOptions, trades } from './adversarial/trades.ts';
export { type AttentionObjectiveOptions, attentionObjective } from './attention-objective.ts';
export { type CheckpointStore, checkpointFile } from './checkpoint-store.ts';
export { type ClassificationReport, classificationReport } from './classification-report.ts';
export type { EarlyStoppingOptions } from './early-stopping.ts';
export { AbortError, CheckpointError, DivergedError, TrainError } from './errors.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.ts';
export { fit } from './fit.ts';
export type { FitOptions } from './fit-options.ts';
export type { CurvePoint, EpochLog, History } from './history.ts';
export { historyColumns } from './history-table.ts';
export { inRun, type TrainingRun } from './in-run.ts';
export { csvLogger, jsonlLogger } from './loggers/csv-logger.ts';
export type { Logger } from './loggers/logger.ts';
export { type TensorBoardOptions, tensorBoard } from './loggers/tensor-board.ts';
export { type AttentionRegularizerOptions, attentionRegularizer } from './losses/attention-regularizer.ts';
export { type FocalOptions, focal, type HingeOptions, hinge, klDivergence } from './losses/classification.ts';
export { type CrossEntropyOptions, crossEntropy, crossEntropyWith } from './losses/cross-entropy.ts';
export {
  type ClassBalancedOptions,
  classBalancedWeights,
  type LogitAdjustedOptions,
  logitAdjusted,
} from './losses/long-tail.ts';
export { type Loss, meanLoss, type SampleLosses } from './losses/loss.ts';
export { type HuberOptions, huber, mae, mse } from './losses/regression.ts';
export { type SequenceOptions, sequenceCrossEntropy } from './losses/sequence-cross-entropy.ts';
export { accuracy, type Metric, topKAccuracy } from './metrics/accuracy.ts';
export { type Bleu, type BleuOptions, bleu, type Sentence } from './metrics/bleu.ts';
export {
  type ClassFigures,
  type ConfusionMatrix,
  classFigures,
  confusionMatrix,
} from './metrics/confusion.ts';
export { rocAuc } from './metrics/roc-auc.ts';
export { sequenceAccuracy, tokenAccuracy } from './metrics/sequence-accuracy.ts';
export type { MonitorOptions } from './monitor.ts';
export type { Minimised, Objective, ObjectiveBatch, ObjectiveRecipe } from './objective.ts';
export { type AdagradOptions, adagrad } from './optimizers/adagrad.ts';
export { type AdamL2Options, adam } from './optimizers/adam.ts';
export type { AdamOptions } from './optimizers/adam-step.ts';
export { type AdamWOptions, adamw } from './optimizers/adamw.ts';
export { type LambOptions, lamb } from './optimizers/lamb.ts';
export { type LionOptions, lion } from './optimizers/lion.ts';
export { type NadamOptions, nadam } from './optimizers/nadam.ts';
export type { OptimizerRecipe } from './optimizers/recipe.ts';
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export { type PredictOptions, predict } from './predict.ts';
export { type CosineOptions, cosine } from './schedules/cosine.ts';
export { type OneCycleOptions, oneCycle } from './schedules/one-cycle.ts';
export { type PlateauOptions, plateau } from './schedules/plateau.ts';
export { type PolynomialOptions, polynomial } from './schedules/polynomial.ts';
export type { Position, Schedule } from './schedules/schedule.ts';
export { exponential, multiStep, stepDecay } from './schedules/step-decay.ts';
export { type SequenceReport, sequenceReport } from './sequence-report.ts';
export { type TeacherForcingOptions, teacherForcing } from './teacher-forcing.ts';
export type { TrainBatch, TrainSource } from './train-source.ts';
