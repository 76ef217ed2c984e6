import { createRequire } from 'node:module';
import type { Project } from './project.ts';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/**
 * Compiles a project with the house's TypeScript and returns its errors, one line each.
 *
 * All declarations are checked (`skipLibCheck: false`), except that TensorFlow.js 4.22's own do not hold: `Long` is not
 * declared in hash_util.d.ts, and LayersModel does not implement InferenceModel. Those do not count.
 */
export async function typeErrors({ node }: Project, config: string): Promise<string[]> {
  const output = await node(tsc, '--project', config, '--pretty', 'false').catch((error: Error) => {
    if (error.message.includes('error TS')) return error.message;
    throw error;
  });
  const errors = output.split('\n').filter((line) => line.includes('error TS'));
  return errors.filter((line) => !line.startsWith('node_modules/@tensorflow/'));
}
