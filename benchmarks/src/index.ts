export { type BenchRun, bench, COMMITTED_RESULTS, readResults } from './bench.ts';
export { reportText } from './report/report.ts';
export type { Results } from './results.ts';
