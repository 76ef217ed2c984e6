/** A sequence that a search found. */
export interface Hypothesis {
  /** Its tokens, without the first and without the last one that ends it. */
  readonly ids: Int32Array;
  /** Sum of the logarithms of its tokens' probabilities, that of its end included. */
  readonly logProbability: number;
  /** What sequences are compared by: `logProbability / length ** lengthPenalty`. */
  readonly score: number;
  /** Whether it came to its end within the length that was allowed. */
  readonly ended: boolean;
}

export interface SearchOptions {
  /** Sequences that are kept at every step; 1 is greedy. */
  readonly beam: number;
  /** Tokens written at most, the end included. */
  readonly maxLength: number;
  /** The tokens that begin and end every sequence. */
  readonly begin: number;
  readonly end: number;
  /** Exponent of the length that scores are divided by. */
  readonly lengthPenalty: number;
}

/** The logarithms of the probabilities of the next token, V for each prefix, one after the other. `sources` says whose each prefix is. */
export type NextTokens = (
  prefixes: readonly (readonly number[])[],
  sources: readonly number[],
) => Promise<Float32Array>;

interface Beam {
  readonly tokens: readonly number[];
  readonly logProbability: number;
  readonly ended: boolean;
}

const byScore = (penalty: number) => {
  const score = ({ tokens, logProbability }: Beam) =>
    logProbability / Math.max(1, tokens.length - 1) ** penalty;
  // Sorting is stable: of equals, those found first.
  return { score, compare: (a: Beam, b: Beam) => score(b) - score(a) };
};

/** The places of the largest numbers of a row, the first ones of equals. */
function largest(values: Float32Array, count: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (found.length === count && value <= (values[found[count - 1] as number] as number)) continue;
    let place = found.length;
    while (place > 0 && (values[found[place - 1] as number] as number) < value) place--;
    found.splice(place, 0, i);
    if (found.length > count) found.pop();
  }
  return found;
}

/**
 * Beam search for several sources at once: at every step each kept sequence is continued by its likeliest tokens, and of all continuations
 * of a source the `beam` best are kept. Sequences that ended stay as they are and compete with the others.
 *
 * @returns the sequences kept at last, `beam` or fewer of each source, the best first
 */
export async function beamSearch(
  sources: number,
  next: NextTokens,
  { beam, maxLength, begin, end, lengthPenalty }: SearchOptions,
): Promise<Hypothesis[][]> {
  const { score, compare } = byScore(lengthPenalty);
  let kept: Beam[][] = Array.from({ length: sources }, () => [
    { tokens: [begin], logProbability: 0, ended: false },
  ]);
  for (let step = 0; step < maxLength; step++) {
    const live = kept.flatMap((beams, source) =>
      beams.filter(({ ended }) => !ended).map((one) => ({ one, source })),
    );
    if (live.length === 0) break;
    const logs = await next(
      live.map(({ one }) => one.tokens),
      live.map(({ source }) => source),
    );
    const width = logs.length / live.length;
    const candidates = kept.map((beams) => beams.filter(({ ended }) => ended));
    for (const [row, { one, source }] of live.entries()) {
      const values = logs.subarray(row * width, (row + 1) * width);
      for (const token of largest(values, beam)) {
        candidates[source]?.push({
          tokens: [...one.tokens, token],
          logProbability: one.logProbability + (values[token] as number),
          ended: token === end,
        });
      }
    }
    kept = candidates.map((found) => found.sort(compare).slice(0, beam));
  }
  return kept.map((beams) =>
    beams.map((one) => ({
      ids: Int32Array.from(one.tokens.slice(1, one.ended ? -1 : undefined)),
      logProbability: one.logProbability,
      score: score(one),
      ended: one.ended,
    })),
  );
}
