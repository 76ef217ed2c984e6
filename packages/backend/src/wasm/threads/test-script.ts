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
const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));
const COMPILER: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  rewriteRelativeImportExtensions: true,
};

/** Writes the sources as JavaScript that every Node runs. */
function transpile(sources: string, folder: string): void {
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('test')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(sources, file), 'utf8'), {
      compilerOptions: COMPILER,
    });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file.replace(/ts$/, 'js')), outputText);
  }
}

/** A folder from which installed packages are found. */
function freshFolder(packageJson: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gradlab-threads-'));
  symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'), 'dir');
  writeFileSync(join(folder, 'package.json'), packageJson);
  return folder;
}

export interface Outcome {
  /** `null` where the process had to be ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runIn(
  folder: string,
  program: string,
  nodeArguments: readonly string[] = [],
): Promise<Outcome> {
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
  const folder = freshFolder('{ "type": "module" }');
  try {
    transpile(SOURCES, folder);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return await runIn(folder, program, nodeArguments);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same, one after the other, with the sources of the whole package as `./src/*.js`. */
export async function runPackageScripts(programs: readonly string[]): Promise<Outcome[]> {
  // It finds its own files by its name, and what depends on the platform by its imports.
  const json = readFileSync(join(PACKAGE, 'package.json'), 'utf8');
  const folder = freshFolder(json.replaceAll(/("\.\/src\/.*)\.ts"/g, '$1.js"'));
  try {
    symlinkSync(join(PACKAGE, 'wasm'), join(folder, 'wasm'), 'dir');
    transpile(join(PACKAGE, 'src'), join(folder, 'src'));
    const outcomes: Outcome[] = [];
    for (const program of programs) outcomes.push(await runIn(folder, program));
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
