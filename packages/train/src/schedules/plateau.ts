import { type MonitorOptions, monitor } from '../monitor.ts';
import { checkInteger, checkSetting } from '../settings.ts';
import type { Schedule } from './schedule.ts';

export interface PlateauOptions extends MonitorOptions {
  /** The learning rate is multiplied by it. Default: 0.1. */
  readonly factor?: number;
  /** Epochs without improvement that are borne. Default: 10. */
  readonly patience?: number;
  /** What counts as an improvement: more than this part of the best value. Default: 1e-4. */
  readonly threshold?: number;
  /** Epochs after a reduction in which nothing is counted. Default: 0. */
  readonly cooldown?: number;
  /** The factor never falls below it. Default: 0. */
  readonly min?: number;
}

/**
 * Less where an epoch's figure has stopped improving, as PyTorch's ReduceLROnPlateau with its relative threshold. The figure is the
 * validation loss, or the training loss where nothing is validated, unless `monitor` names a metric.
 */
export function plateau({
  factor = 0.1,
  patience = 10,
  threshold = 1e-4,
  cooldown = 0,
  min = 0,
  ...monitored
}: PlateauOptions = {}): Schedule {
  checkSetting('plateau: factor', factor, 1);
  checkInteger('plateau: patience', patience, 0);
  checkSetting('plateau: threshold', threshold);
  checkInteger('plateau: cooldown', cooldown, 0);
  checkSetting('plateau: min', min);
  return ({ history }) => {
    let [scale, best, bad, rest] = [1, Number.POSITIVE_INFINITY, 0, 0];
    for (const log of history) {
      const { value, sign } = monitor(log, monitored);
      // Smaller is better for `sign * value`; the margin is a part of the best value's size, towards the better side.
      const bar = Number.isFinite(best) ? best - threshold * Math.abs(best) : best;
      const better = sign * value < bar;
      if (better) best = sign * value;
      bad = better ? 0 : bad + 1;
      if (rest > 0) {
        rest--;
        bad = 0;
      }
      if (bad > patience) {
        scale = Math.max(scale * factor, min);
        rest = cooldown;
        bad = 0;
      }
    }
    return scale;
  };
}
