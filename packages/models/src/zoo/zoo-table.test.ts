import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { create, list, type ModelName } from './registry.ts';
import { summary } from './summary.ts';

const README = new URL('../../README.md', import.meta.url);
const SECTION = /(<!-- zoo-table: [^>]*-->\n)[\s\S]*?(<!-- \/zoo-table -->)/;

/** Families of which every member has a name of its own. */
const FAMILIES: readonly ModelName[] = ['densenet', 'resnet', 'resnetCifar', 'vgg'];

const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ' ');

function row(name: ModelName): string {
  const model = create(name as ModelName & 'vgg16', { initialWeights: 'zeros' });
  const { parameters, movingStatistics, macs } = summary(model);
  const input = model.inputs[0]?.shape.slice(1).map((length) => length ?? 'any') ?? [];
  model.dispose();
  const keras = movingStatistics === 0 ? 'the same' : grouped(parameters + movingStatistics);
  const cost = macs === undefined ? 'by the length' : grouped(macs);
  return `| \`${name}\` | ${input.join(' x ')} | ${grouped(parameters)} | ${keras} | ${cost} |`;
}

function table(): string {
  const head = [
    '| name | input | parameters | with moving statistics | multiply-adds |',
    '| --- | --- | --- | --- | --- |',
  ];
  const names = list().filter((name) => !FAMILIES.includes(name));
  return [...head, ...names.map(row)].join('\n');
}

describe("the README's table of the zoo", () => {
  it.skipIf(tf.getBackend() !== 'cpu')('is what the networks are (built on cpu alone)', () => {
    const readme = readFileSync(README, 'utf8');
    const wanted = readme.replace(SECTION, (_, start: string, end: string) => `${start}${table()}\n${end}`);
    if (process.env.UPDATE_README === '1') writeFileSync(README, wanted);
    expect(readFileSync(README, 'utf8')).toBe(wanted);
    expect(readme).toMatch(SECTION);
  });
});
