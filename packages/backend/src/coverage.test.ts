import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compute, difference, differenceQuotients, type Outcome, type Result } from './coverage/agree.ts';
import type { Case } from './coverage/case.ts';
import { ALL_CASES, GRADIENT_KERNELS, NOT_COMPARED, UNREACHABLE } from './coverage/tables.ts';
import { restoreBackend, tested } from './wasm/test-support.ts';

afterAll(restoreBackend);

/** Everything that tfjs-core names: kernels, and gradients by their kernel. */
const names = Object.entries(tf).flatMap(([name, value]) => (value === name ? [name] : []));
const hasGradient = (name: string) => (tf.getGradient(name) as tf.GradConfig | undefined) !== undefined;
const kernels = (backend: string) => tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);

/** Runs on the cpu backend, and comes back. */
async function onCpu<T>(f: () => T): Promise<T> {
  await tf.setBackend('cpu');
  try {
    return f();
  } finally {
    await tf.setBackend('wasm');
  }
}

/** The cpu backend's result and gradients; no gradients where it has none or wrong ones. */
const reference = (one: Case) =>
  onCpu(() => compute(one.cpuGradient === undefined ? one : { ...one, wrt: [] }));

const nearQuotients = (gradient: Result, expected: readonly number[]) =>
  difference(gradient, { ...gradient, values: expected }, { ofLargest: 1e-2, absolute: 3e-3 });

function faults(one: Case, actual: Outcome, expected: Outcome): string[] {
  const y = one.expected ? { ...expected.y, ...one.expected } : expected.y;
  const found = [`result: ${difference(actual.y, y, one.tolerance)}`];
  for (const [i, gradient] of expected.gradients.entries()) {
    found.push(`gradient ${i}: ${difference(actual.gradients[i] as Result, gradient, one.tolerance)}`);
  }
  if (`${actual.leaked}` !== '0,0')
    found.push(`${actual.leaked[0]} tensors and ${actual.leaked[1]} buffers left behind`);
  return found.filter((fault) => !fault.endsWith(': undefined'));
}

async function check(one: Case): Promise<string[]> {
  const actual = compute(one);
  const found = faults(one, actual, await reference(one));
  if (one.notSmooth === undefined) {
    const quotients = one.expected ? differenceQuotients(one) : await onCpu(() => differenceQuotients(one));
    for (const [i, expected] of quotients.entries()) {
      const fault = nearQuotients(actual.gradients[i] as Result, expected);
      if (fault) found.push(`gradient ${i} is not the difference quotient: ${fault}`);
    }
  }
  return found.map((fault) => `${one.title}: ${fault}`);
}

describe.runIf(tested === 'wasm')('every kernel and gradient on wasm, against the cpu backend', () => {
  beforeAll(() => tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', false));
  afterAll(() => tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', true));

  it('has cases for every gradient of TensorFlow.js and every kernel of the cpu backend', () => {
    const covered = [
      ...Object.keys(ALL_CASES),
      ...Object.keys(GRADIENT_KERNELS),
      ...Object.keys(NOT_COMPARED),
    ];
    const gradients = names.filter(hasGradient);
    expect(gradients.length).toBeGreaterThanOrEqual(101);
    expect(gradients.filter((name) => !covered.includes(name))).toEqual(UNREACHABLE);
    expect(kernels('cpu').filter((name) => !covered.includes(name))).toEqual([]);
    for (const name of UNREACHABLE) expect([...kernels('cpu'), ...kernels('wasm')]).not.toContain(name);
  });

  it('lacks no kernel that the cpu backend has', () => {
    const onWasm = kernels('wasm');
    expect(kernels('cpu').filter((name) => !onWasm.includes(name))).toEqual([]);
  });

  it.each(Object.entries(ALL_CASES))('%s', async (name, cases) => {
    const { kernelNames } = await tf.profile(() => {
      for (const one of cases) compute(one);
    });
    const expected = Object.entries(GRADIENT_KERNELS).flatMap(([gradient, of]) =>
      of === name ? [gradient] : [],
    );
    expect(kernelNames).toEqual(expect.arrayContaining([name, ...expected]));
    const found: string[] = [];
    for (const one of cases) found.push(...(await check(one)));
    expect(found).toEqual([]);
  });
});
