import { BACKEND_NAMES, type BackendName } from '../candidate.ts';
import type { Reply, Request } from './child.ts';
import type { BackendState, Diagnosis } from './diagnosis.ts';
import { gatherFacts } from './facts.ts';
import { needsOf } from './needs.ts';
import { SECONDS } from './sizes.ts';

export interface DiagnoseOptions {
  /** Measure how fast each backend is. Default: true. */
  readonly benchmark?: boolean;
  readonly onProgress?: (progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number;
    readonly unit: 'backends';
  }) => void;
}

/** Asks one process about one backend. */
export type Ask = (request: Request) => Promise<Reply>;

/** Why `loadBackend` took another, or none. */
function whyNot(name: BackendName, choice: Reply): string | undefined {
  if (!choice.works) return undefined;
  return choice.loaded.passedOver.find((one) => one.name === name)?.reason;
}

function stateOf(name: BackendName, reply: Reply, choice: Reply): BackendState {
  const taken = choice.works ? choice.loaded.name : undefined;
  const passedOver = whyNot(name, choice);
  const waiting =
    taken === undefined ? 'loadBackend did not get to it' : `only used where ${taken} does not work`;
  const reason = reply.works ? (name === taken ? null : (passedOver ?? waiting)) : reply.reason;
  return {
    name,
    chosen: name === taken,
    works: reply.works,
    reason,
    needs: reply.works && passedOver === undefined ? null : needsOf(name, process.platform),
    notes: reply.works ? reply.notes : [],
    speed: reply.works ? reply.speed : null,
  };
}

/** Finds out which backends there are on this machine: asks for what `loadBackend` chooses, then for each by its name. */
export async function diagnose(
  ask: Ask,
  { benchmark = true, onProgress }: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const total = BACKEND_NAMES.length;
  onProgress?.({ phase: 'choosing', done: 0, total, unit: 'backends' });
  const choice = await ask({ only: null, seconds: 0 });
  const backends: BackendState[] = [];
  for (const name of BACKEND_NAMES) {
    onProgress?.({ phase: `trying ${name}`, done: backends.length, total, unit: 'backends' });
    backends.push(stateOf(name, await ask({ only: name, seconds: benchmark ? SECONDS : 0 }), choice));
  }
  const chosen = choice.works ? choice.loaded.name : null;
  return { format: 1, ...gatherFacts(), chosen, problem: choice.works ? null : choice.reason, backends };
}
