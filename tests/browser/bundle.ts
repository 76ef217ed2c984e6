import { fileURLToPath } from 'node:url';
import { build, createLogger, type Rollup } from 'vite';

export const page = fileURLToPath(new URL('page/', import.meta.url));

export interface Bundle {
  /** What Vite and Rollup warned of. */
  readonly warnings: readonly string[];
  /** Every module with code in the bundle; what Vite makes itself starts with a zero character. */
  readonly modules: readonly string[];
  /** Modules whose import of a Node built-in was replaced by an empty module, as their own package.json allows. */
  readonly emptied: readonly string[];
  /** What the bundle would still have to import when it runs. */
  readonly externals: readonly string[];
  /** File names in the bundle. */
  readonly files: readonly string[];
}

/** What imports a module, behind the modules that Vite puts between for CommonJS. */
function importersOf(context: Rollup.PluginContext, id: string): readonly string[] {
  const importers = context.getModuleInfo(id)?.importers ?? [];
  return importers.flatMap((one) => (one.startsWith('\0') ? importersOf(context, one) : [one]));
}

/** Builds both pages into a folder with Vite's defaults, as the person who uses the packages would. */
export async function bundle(outDir: string): Promise<Bundle> {
  const warnings: string[] = [];
  const emptied: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const output = (await build({
    configFile: false,
    root: page,
    customLogger: { ...createLogger('warn'), warn, warnOnce: warn, error: warn },
    plugins: [
      {
        name: 'emptied',
        buildEnd() {
          for (const id of this.getModuleIds()) {
            if (id.startsWith('__vite-browser-external')) emptied.push(...importersOf(this, id));
          }
        },
      },
    ],
    build: {
      outDir,
      emptyOutDir: true,
      // TensorFlow.js is larger than the half megabyte from which Vite warns.
      chunkSizeWarningLimit: 4000,
      rollupOptions: { input: [`${page}index.html`, `${page}alone.html`] },
    },
  })) as Rollup.RollupOutput;
  const chunks = output.output.filter((file) => file.type === 'chunk');
  const files = output.output.map(({ fileName }) => fileName);
  return {
    warnings,
    modules: chunks.flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
    ),
    emptied,
    externals: chunks.flatMap(({ imports, dynamicImports }) =>
      [...imports, ...dynamicImports].filter((name) => !files.includes(name)),
    ),
    files,
  };
}
