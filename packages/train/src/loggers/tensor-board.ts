import type { EpochLog } from '../history.ts';
import { encodeEvents, type ScalarEvent } from './event-file.ts';
import { historyFiles } from './history-file.ts';
import type { Logger } from './logger.ts';

/** TensorBoard looks for `tfevents` in a name. */
const FILE = 'events.out.tfevents.gradlab';

/** Steps are epochs, as with Keras; the time of an epoch is what its run had taken until then, from `startedAt`. */
function eventsOf(
  history: readonly EpochLog[],
  startedAt: number,
  values: (log: EpochLog) => Readonly<Record<string, number>> | undefined,
): ScalarEvent[] {
  let wallTime = startedAt;
  return history.flatMap((log) => {
    wallTime += log.seconds;
    const found = values(log);
    return found === undefined ? [] : [{ wallTime, step: log.epoch, values: found }];
  });
}

const prefixed = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`epoch_${name}`, value]));

export interface TensorBoardOptions {
  /** When the run began, in seconds since 1970. Default: now. */
  readonly startedAt?: number;
}

/**
 * Event files for TensorBoard: scalars of every epoch, with Keras' names, in the runs `train` and `validation` below a folder.
 *
 * ```
 * fit(model, data, { loggers: [tensorBoard('logs/first')], ... });   // tensorboard --logdir logs
 * ```
 *
 * @throws TrainError from `fit`, where it cannot be written
 */
export function tensorBoard(
  folder: string,
  { startedAt = Date.now() / 1000 }: TensorBoardOptions = {},
): Logger {
  return historyFiles((history) => {
    const validated = eventsOf(history, startedAt, ({ validation, probe }) =>
      validation === undefined && probe === undefined
        ? undefined
        : prefixed({ ...(validation && { loss: validation.loss, ...validation.metrics }), ...probe }),
    );
    const trained = eventsOf(history, startedAt, ({ loss, metrics, learningRateFactor }) =>
      prefixed({ loss, ...metrics, learning_rate_factor: learningRateFactor }),
    );
    return {
      [`${folder}/train/${FILE}`]: encodeEvents(trained),
      ...(validated.length > 0 ? { [`${folder}/validation/${FILE}`]: encodeEvents(validated) } : {}),
    };
  });
}
