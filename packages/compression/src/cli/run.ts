import { basename, resolve } from 'node:path';
import { compressArtifacts } from '../encode/compressed.ts';
import { CompressionError, UsageError } from '../errors.ts';
import { quantizeArtifacts } from '../quantize/quantize.ts';
import { reportArtifacts } from '../report/report.ts';
import { formatReport } from '../report/table.ts';
import { type Command, parseCommand, USAGE } from './arguments.ts';
import { htmlPage } from './html-page.ts';
import { modelFiles, type OutputFile, readModel, writeAll } from './model-files.ts';
import { checkPatterns, clusterArtifacts, pruneArtifacts, selectionOf } from './transform.ts';

export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

async function compress(
  command: Extract<Command, { name: 'compress' }>,
  { out: print }: Streams,
): Promise<void> {
  const { input, out, prune, clusters, quantize, bits, include, exclude, json, html } = command;
  const selection = selectionOf(include, exclude);
  let artifacts = await readModel(input);
  checkPatterns(artifacts, [...include, ...exclude]);
  if (prune !== undefined) artifacts = pruneArtifacts(artifacts, prune, selection);
  if (clusters !== undefined) artifacts = clusterArtifacts(artifacts, clusters, selection);
  if (quantize !== undefined) artifacts = quantizeArtifacts(artifacts, { ...selection, dtype: quantize });
  const options = { ...selection, ...(bits === undefined ? {} : { bits }) };
  const report = await reportArtifacts(artifacts, options);
  const { raw, stored } = report.total.bytes;
  const summary = `${raw} bytes of weights as float32, ${stored} as TensorFlow.js stores them, ${report.fileBytes} as one .grlc file.`;
  const files: OutputFile[] = [];
  if (out?.endsWith('.grlc')) files.push([out, (await compressArtifacts(artifacts, options)).bytes]);
  else if (out !== undefined) files.push(...modelFiles(out, artifacts));
  if (json !== undefined) files.push([json, `${JSON.stringify(report, null, 2)}\n`]);
  if (html !== undefined)
    files.push([html, await htmlPage(`gradlab-compress ${basename(input)}`, summary, report)]);
  await writeAll(files);
  print(`${formatReport(report)}\n\n${summary}\n`);
  if (out !== undefined) print(`Written: ${resolve(out)}\n`);
}

/** @returns the exit code */
export async function runCommand(argv: readonly string[], streams: Streams): Promise<number> {
  try {
    const command = parseCommand(argv);
    if (command.name === 'help') streams.out(USAGE);
    else await compress(command, streams);
    return 0;
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    streams.error(`${error.message}${error instanceof UsageError ? `\n\n${USAGE}` : ''}\n`);
    return 2;
  }
}
