import type { CheckpointStore } from '@gradlab/train';
import { CompressionError } from '../errors.ts';
import type { Masks } from '../masks/mask.ts';
import { type MasksJson, masksFromJson, masksToJson } from '../masks/serialize.ts';
import type { LotteryRound } from './lottery-options.ts';
import { copyFromText, copyToText, type WeightCopy } from './weight-copy.ts';

/** Where a search for a ticket stands: its finished rounds, the masks of the next one, and the weights it rewinds to. */
export interface LotteryState<Result> {
  readonly rounds: readonly LotteryRound<Result>[];
  readonly masks: Masks;
  readonly start?: WeightCopy;
}

const FORMAT = 'gradlab-lottery-1';

interface StateJson<Result> {
  readonly format: string;
  readonly settings: string;
  readonly rounds: readonly (Omit<LotteryRound<Result>, 'masks'> & { readonly masks: MasksJson })[];
  readonly masks: MasksJson;
  readonly start?: readonly string[];
}

export async function writeState<Result>(
  store: CheckpointStore | undefined,
  settings: string,
  { rounds, masks, start }: LotteryState<Result>,
): Promise<void> {
  const json: StateJson<Result> = {
    format: FORMAT,
    settings,
    rounds: rounds.map((round) => ({ ...round, masks: masksToJson(round.masks) })),
    masks: masksToJson(masks),
    ...(start ? { start: copyToText(start) } : {}),
  };
  await store?.write(new TextEncoder().encode(JSON.stringify(json)));
}

/** @throws CompressionError where the store holds something else, or a search with other settings */
export async function readState<Result>(
  store: CheckpointStore | undefined,
  settings: string,
): Promise<LotteryState<Result> | undefined> {
  const bytes = await store?.read();
  if (store === undefined || bytes === undefined) return undefined;
  let json: StateJson<Result>;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new CompressionError(`${store.description} holds no search for a lottery ticket.`, { cause });
  }
  if (json.format !== FORMAT || json.settings !== settings) {
    throw new CompressionError(
      `${store.description} belongs to a search with other settings (${json.settings ?? json.format}; now ${settings}).`,
    );
  }
  return {
    rounds: json.rounds.map((round) => ({ ...round, masks: masksFromJson(round.masks) })),
    masks: masksFromJson(json.masks),
    ...(json.start ? { start: copyFromText(json.start) } : {}),
  };
}
