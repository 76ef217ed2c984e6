import {
  dispose,
  matMul,
  mean,
  reshape,
  type Scalar,
  square,
  sub,
  type Tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { LayerPair } from './features.ts';

export interface Hint extends LayerPair {
  /** Default: 1. */
  readonly weight?: number;
}

/** Learned maps from the student's channels to the teacher's, where there are not as many. */
export interface Adapters {
  readonly variables: () => readonly Variable[];
  /** Makes those that are missing. */
  readonly prepare: (pairs: readonly (readonly [teacher: Tensor, student: Tensor])[]) => void;
  /** The mean squared difference of a pair of layers, after its map. Call it inside tidy. */
  readonly loss: (pair: number, teacher: Tensor, student: Tensor) => Scalar;
  readonly restore: (values: readonly Tensor[]) => void;
  readonly dispose: () => void;
}

const widthOf = ({ shape }: Tensor): number => shape.at(-1) ?? 0;

/** @param seed of the maps' initial values */
export function createAdapters(seed: number): Adapters {
  const byPair = new Map<number, Variable>();
  let restored: readonly Tensor[] = [];
  const variables = () => [...byPair.values()];
  return {
    variables,
    prepare: (pairs) => {
      for (const [i, [teacher, student]] of pairs.entries()) {
        const shape = [widthOf(student), widthOf(teacher)];
        if (byPair.has(i) || shape[0] === shape[1]) continue;
        const start = restored[byPair.size];
        byPair.set(
          i,
          tidy(() => variable(start ?? initializers.glorotUniform({ seed: seed + i }).apply(shape))),
        );
      }
      dispose([...restored]);
      restored = [];
    },
    loss: (pair, teacher, student) => {
      if (teacher.shape.slice(0, -1).join() !== student.shape.slice(0, -1).join()) {
        throw new InvalidOptionError(
          `A hint needs layers that differ in channels alone, got [${teacher.shape}] and [${student.shape}].`,
        );
      }
      const map = byPair.get(pair);
      const mapped =
        map === undefined
          ? student
          : reshape(matMul(reshape(student, [-1, widthOf(student)]), map as Tensor), teacher.shape);
      return mean(square(sub(mapped, teacher))) as Scalar;
    },
    restore: (values) => {
      restored = values.map((value) => value.clone());
    },
    dispose: () => {
      dispose([...variables(), ...restored]);
      byPair.clear();
    },
  };
}
