import type { LoadOptions } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';

/** Where an experiment's data come from, and how it says that they do. */
export const loading = ({ dataRoot, signal, onProgress }: RunContext<unknown>): LoadOptions => ({
  ...(dataRoot === undefined ? {} : { root: dataRoot }),
  packageRoots: [import.meta.url],
  signal,
  onProgress,
});
