import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { Importance } from './importance.ts';

/** Exactly one of `ratio` and `macs` says how much goes. */
export interface PruneChannelsOptions {
  /** Share of the channels to remove, in [0, 1); the number is rounded to the nearest. */
  readonly ratio?: number;
  /** Share of the multiply-adds to remove, in (0, 1): the lowest scores of the network go until at least so many are saved. */
  readonly macs?: number;
  /** With `ratio`: the share of every group, or of the network, whose lowest scores go wherever they are. Default: 'group'. */
  readonly scope?: 'group' | 'global';
  /** `l1`, `l2`, `fpgm`, `bnScale`, `taylor(batches)` or one of your own. Default: `l2`. */
  readonly importance?: Importance;
  /** Divide the scores of a layer by their mean, so that layers can be compared. Default: true. */
  readonly normalize?: boolean;
  /** A group keeps a multiple of this many channels, or all. Default: 1. */
  readonly roundTo?: number;
  /** Names of layers that keep their output channels. Default: none. */
  readonly ignore?: readonly string[];
}

const NAMES = ['ratio', 'macs', 'scope', 'importance', 'normalize', 'roundTo', 'ignore'];

const refuse = (message: string): never => {
  throw new InvalidOptionError(`pruneChannels: ${message}`);
};

/** @returns the layers to ignore. */
export function checkPruneOptions(model: LayersModel, options: PruneChannelsOptions): ReadonlySet<string> {
  const { ratio, macs, scope = 'group', importance, roundTo = 1, ignore = [] } = options;
  const unknown = Object.keys(options).find((key) => !NAMES.includes(key));
  if (unknown !== undefined) refuse(`there is no option ${unknown}. Options are ${NAMES.join(', ')}.`);
  if ((ratio === undefined) === (macs === undefined)) refuse("give one of 'ratio' and 'macs'.");
  if (ratio !== undefined && !(ratio >= 0 && ratio < 1)) refuse(`ratio must be in [0, 1), got ${ratio}.`);
  if (macs !== undefined && !(macs > 0 && macs < 1)) refuse(`macs must be in (0, 1), got ${macs}.`);
  if (scope !== 'group' && scope !== 'global')
    refuse(`scope must be 'group' or 'global', got ${JSON.stringify(scope)}.`);
  if (importance !== undefined && typeof importance !== 'function')
    refuse('importance must be a function of the model.');
  if (!Number.isInteger(roundTo) || roundTo < 1)
    refuse(`roundTo must be a positive integer, got ${roundTo}.`);
  const names = new Set(model.layers.map(({ name }) => name));
  const missing = ignore.find((name) => !names.has(name));
  if (missing !== undefined) refuse(`${model.name} has no layer named ${JSON.stringify(missing)} to ignore.`);
  return new Set(ignore);
}
