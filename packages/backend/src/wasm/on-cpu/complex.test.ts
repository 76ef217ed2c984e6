import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { leftBehind } from '../complete/test-support.ts';
import { restoreBackend, tested } from '../test-support.ts';
import { readComplex } from './complex.ts';

afterAll(restoreBackend);

describe.runIf(tested === 'wasm')('complex numbers on wasm', () => {
  const number = () => tf.complex([1, 2], [3, 4]);

  it('are pairs of their parts', async () => {
    expect([...number().dataSync()]).toEqual([1, 3, 2, 4]);
    expect([...(await number().data())]).toEqual([1, 3, 2, 4]);
  });

  it('transform as the discrete Fourier transform says', () => {
    const signal = [1, 2, 0, -1, 3];
    const z = tf.spectral.fft(
      tf.complex(
        signal,
        signal.map(() => 0),
      ),
    );
    const [re, im] = [tf.real(z), tf.imag(z)].map((part) => part.dataSync()) as [Float32Array, Float32Array];
    for (let k = 0; k < signal.length; k++) {
      const angle = (n: number) => (-2 * Math.PI * k * n) / signal.length;
      const sum = (f: (x: number) => number) => signal.reduce((total, x, n) => total + x * f(angle(n)), 0);
      expect(re[k]).toBeCloseTo(sum(Math.cos), 5);
      expect(im[k]).toBeCloseTo(sum(Math.sin), 5);
    }
  });

  it('come from the cpu backend with their values', async () => {
    await tf.setBackend('cpu');
    const z = number();
    await tf.setBackend('wasm');
    expect([...tf.imag(z).dataSync()]).toEqual([3, 4]);
  });

  it('are refused by kernels that do not know them, with a name', () => {
    expect(() => tf.exp(number())).toThrow(/[Cc]omplex64/);
    expect(() => tf.reverse(number())).toThrow(/[Cc]omplex64/);
  });

  it('leave nothing behind', () => {
    expect(leftBehind(() => tf.tidy(() => tf.abs(tf.spectral.fft(number()))))).toEqual([0, 0]);
  });

  it('become unreadable again when it is undone', () => {
    const { backend } = tf.engine();
    const before = backend.readSync;
    const undo = readComplex(backend);
    expect(backend.readSync).not.toBe(before);
    undo();
    expect(backend.readSync).toBe(before);
  });
});
