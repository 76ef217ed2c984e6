import { layerMacs } from '@gradlab/layer-graph';
import { type io, tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { artifactsOf, readWeights, storedBytes } from '../encode/artifacts.ts';
import { type CompressOptions, compressArtifacts } from '../encode/compressed.ts';
import { InvalidOptionError } from '../errors.ts';
import { type Bytes, type WeightReport, weightReport } from './weight-report.ts';

export interface ReportOptions extends CompressOptions {
  /** Multiply-adds of the layers, counted elsewhere. Default: those of the model; of a file alone they are not reported. */
  readonly layers?: readonly { readonly name: string; readonly macs?: number | undefined }[];
}

export interface ModelReportOptions extends ReportOptions {
  /** Predictions of one example whose median time is reported, after two that are not; a positive integer. Default: none is measured. */
  readonly latencyRuns?: number;
}

export interface CompressionReport {
  readonly weights: readonly WeightReport[];
  readonly total: {
    readonly parameters: number;
    readonly nonZeros: number;
    readonly bytes: Bytes;
    /** Multiply-adds for one example, zeros multiplied too; undefined where those of a layer are not known. */
    readonly macs: number | undefined;
  };
  /** Bytes of the whole compressed file; what it has beside the weights is the description of the layers. */
  readonly fileBytes: number;
  readonly headerBytes: number;
  /** Multiply-adds by layer. */
  readonly macs: Readonly<Record<string, number | undefined>>;
  /** Median seconds for one example, as measured on this machine; zeros among the weights do not change it. */
  readonly latencySeconds: number | undefined;
}

function total(weights: readonly WeightReport[]): Bytes {
  const sum = (key: keyof Bytes) =>
    weights.reduce<number | undefined>((all, { bytes }) => {
      const own = bytes[key];
      return all === undefined || own === undefined ? undefined : all + own;
    }, 0);
  return {
    raw: sum('raw') ?? 0,
    stored: sum('stored') ?? 0,
    gzip: sum('gzip') ?? 0,
    brotli: sum('brotli'),
    coded: sum('coded') ?? 0,
  };
}

/** `report` for a model that is saved or came out of another step, quantized or not. */
export async function reportArtifacts(
  artifacts: io.ModelArtifacts,
  { layers, ...options }: ReportOptions = {},
): Promise<CompressionReport> {
  const { bytes, weights: codes, headerBytes } = await compressArtifacts(artifacts, options);
  const stored = storedBytes(artifacts);
  const weights: WeightReport[] = [];
  for (const [i, weight] of readWeights(artifacts).entries()) {
    weights.push(
      await weightReport(
        weight,
        new Uint8Array(stored[i]?.[1] as ArrayBuffer),
        codes[i] as (typeof codes)[number],
      ),
    );
  }
  const count = (key: 'size' | 'nonZeros') => weights.reduce((sum, weight) => sum + weight[key], 0);
  const macs = Object.fromEntries((layers ?? []).map((layer) => [layer.name, layer.macs]));
  const sum = Object.values(macs).reduce<number>((all, own) => all + (own ?? Number.NaN), 0);
  return {
    weights,
    total: {
      parameters: count('size'),
      nonZeros: count('nonZeros'),
      bytes: total(weights),
      macs: layers === undefined || Number.isNaN(sum) ? undefined : sum,
    },
    fileBytes: bytes.length,
    headerBytes,
    macs,
    latencySeconds: undefined,
  };
}

async function latency(model: LayersModel, runs: number): Promise<number> {
  const times: number[] = [];
  const inputs = model.inputs.map(({ shape, dtype }) => {
    const [, ...lengths] = shape;
    if (lengths.includes(null)) {
      throw new InvalidOptionError(
        `report: the input has the shape [${shape}]; the latency of a length that is not fixed cannot be measured.`,
      );
    }
    return zeros([1, ...(lengths as number[])], dtype);
  });
  try {
    for (let i = 0; i < runs + 2; i++) {
      const start = performance.now();
      const outputs = tidy(() => [model.predict(inputs)].flat());
      await Promise.all(outputs.map((output) => output.data()));
      for (const output of outputs) output.dispose();
      if (i >= 2) times.push((performance.now() - start) / 1000);
    }
  } finally {
    for (const input of inputs) input.dispose();
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}

/**
 * What a model takes and why: of each weight the zeros, different values, bits and bytes by every way of storing it, and what was left as it
 * is for which reason. All bytes are counted on what was really encoded.
 *
 * @returns plain data: `JSON.stringify` writes it, `reportTable` lays it out
 * @throws InvalidOptionError where an option is outside its range
 */
export async function report(
  model: LayersModel,
  options: ModelReportOptions = {},
): Promise<CompressionReport> {
  const { latencyRuns = 0, ...rest } = options;
  if (!Number.isInteger(latencyRuns) || latencyRuns < 0) {
    throw new InvalidOptionError(`report: latencyRuns must be a whole number, got ${latencyRuns}.`);
  }
  const layers = Object.entries(layerMacs(model)).map(([name, macs]) => ({ name, macs }));
  const found = await reportArtifacts(await artifactsOf(model), { layers, ...rest });
  return latencyRuns === 0 ? found : { ...found, latencySeconds: await latency(model, latencyRuns) };
}
