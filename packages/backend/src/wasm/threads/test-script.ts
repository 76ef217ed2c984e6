import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const COMPILER: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  rewriteRelativeImportExtensions: true,
};

/** The sources of this folder as JavaScript that every Node runs, in a folder of their own. */
function transpile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-threads-'));
  symlinkSync(MODULES, join(folder, 'node_modules'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('test')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, file), 'utf8'), {
      compilerOptions: COMPILER,
    });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file.replace(/ts$/, 'js')), outputText);
  }
  return folder;
}

export interface Outcome {
  /** `null` where the process had to be ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program, an ES module that imports the sources of this folder as `./*.js`, in a process of its own. `files` are
 * written beside it.
 */
export async function runScript(
  program: string,
  files: Readonly<Record<string, Uint8Array>> = {},
  nodeArguments: readonly string[] = [],
): Promise<Outcome> {
  const folder = transpile();
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'program.js'), program);
    const child = spawn(process.execPath, [...nodeArguments, 'program.js'], { cwd: folder, timeout: 30_000 });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { code, ...text };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
