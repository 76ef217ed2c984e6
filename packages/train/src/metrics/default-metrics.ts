import type { Loss } from '../losses/loss.ts';
import { accuracy, type Metric } from './accuracy.ts';

/** What is reported when the caller names no metric. */
export function defaultMetrics(loss: Loss): Readonly<Record<string, Metric>> {
  return loss.ofClasses ? { accuracy } : {};
}
