import * as tf from '@tensorflow/tfjs-core';
import { type Cases, floats, forward } from './case.ts';

const two = [floats([2, 6]), floats([2, 6], 2)] as const;
const parts = (z: tf.Tensor) => tf.concat([tf.real(z), tf.imag(z)]);
const apply = (title: string, f: (z: tf.Tensor) => tf.Tensor) =>
  forward(title, (re, im) => f(tf.complex(re, im)), ...two);

export const complexCases: Cases = {
  Complex: [
    apply('read', (z) => tf.tensor(z.dataSync())),
    apply('added, subtracted and multiplied', (z) => parts(tf.sub(tf.mul(tf.add(z, z), z), z))),
    apply('joined, reshaped and copied', (z) =>
      parts(tf.clone(tf.expandDims(tf.concat([z, tf.zerosLike(z), tf.onesLike(z)]), 1))),
    ),
    apply('cast', (z) => tf.cast(z, 'float32')),
    forward('cast from float32', (x) => parts(tf.cast(x, 'complex64')), floats([2, 3])),
    forward('nothing', (x) => parts(tf.complex(x, x)), floats([0, 3])),
  ],
  ComplexAbs: [
    apply('magnitude', tf.abs),
    { ...apply('differentiated', tf.abs), op: (re, im) => tf.add(re, tf.abs(tf.complex(re, im))) },
  ],
  FFT: [
    apply('rows', (z) => parts(tf.spectral.fft(z))),
    forward('of reals', (x) => parts(tf.spectral.rfft(x)), floats([2, 8])),
    forward('in windows', (x) => tf.abs(tf.signal.stft(x, 4, 2)), floats([16])),
  ],
  IFFT: [
    apply('rows', (z) => parts(tf.spectral.ifft(z))),
    forward('there and back', (x) => tf.spectral.irfft(tf.spectral.rfft(x)), floats([2, 8])),
  ],
  Imag: [apply('part', tf.imag)],
  Real: [apply('part', tf.real)],
};
