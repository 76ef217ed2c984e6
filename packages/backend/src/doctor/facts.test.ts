import { readFileSync } from 'node:fs';
import os from 'node:os';
import { version_core } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { gatherFacts } from './facts.ts';

it('says what this process runs on', () => {
  const { versions, machine } = gatherFacts();
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(versions).toEqual({
    backend: manifest.version,
    tfjs: version_core,
    node: process.versions.node,
    v8: process.versions.v8,
  });
  expect(machine.platform).toBe(`${process.platform} ${process.arch}`);
  expect(machine.system).toContain(os.release());
  expect(machine.cpu).not.toBe('');
  expect(machine.logicalCores).toBeGreaterThan(0);
  expect(machine.memoryGiB).toBeCloseTo(os.totalmem() / 2 ** 30, 0);
});
