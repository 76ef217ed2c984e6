import { type Trace, trace } from '@gradlab/plot';
import type { Progress } from './progress.ts';

/** Points of a curve: what fits beside its name and figures in 80 columns. */
const POINTS = 36;

/** The metrics of one kind of phase, as they went. */
interface Course {
  readonly phases: Set<string>;
  readonly traces: Map<string, Trace>;
  readonly latest: Progress;
}

export interface Curves {
  /** Takes the next progress and returns the course of its metrics. */
  readonly add: (progress: Progress) => ReadonlyMap<string, Trace>;
}

/** `epoch 1/5` and `epoch 2/5` are one training. */
const kindOf = (phase: string): string => phase.replaceAll(/\d+/g, '#');

/** A phase that begins again is the first of another training. */
function goesOn({ phases, latest }: Course, { phase, done }: Progress): boolean {
  return latest.phase === phase ? done >= latest.done : !phases.has(phase);
}

/** Remembers how metrics went, over all phases that differ in their numbers alone. */
export function curves(): Curves {
  const courses = new Map<string, Course>();
  return {
    add: (progress) => {
      const kind = kindOf(progress.phase);
      const known = courses.get(kind);
      const { phases, traces } =
        known !== undefined && goesOn(known, progress)
          ? known
          : { phases: new Set<string>(), traces: new Map<string, Trace>() };
      courses.set(kind, { phases: phases.add(progress.phase), traces, latest: progress });
      for (const [name, value] of Object.entries(progress.metrics ?? {})) {
        const one = traces.get(name) ?? trace(POINTS);
        traces.set(name, one);
        one.push(value);
      }
      return traces;
    },
  };
}
