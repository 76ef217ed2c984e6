import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import { resnet18 } from '../resnet.ts';
import { weightsOf } from '../test-support.ts';
import { create, list } from './registry.ts';

describe('list', () => {
  it('finds names by a pattern, numbers in their order', () => {
    expect(list('vgg*Bn')).toEqual(['vgg11Bn', 'vgg13Bn', 'vgg16Bn', 'vgg19Bn']);
    expect(list('RESNET??')).toEqual([
      'resnet18',
      'resnet20',
      'resnet32',
      'resnet34',
      'resnet44',
      'resnet50',
      'resnet56',
    ]);
    expect(list('resnet*').slice(-3)).toEqual(['resnet110', 'resnet152', 'resnetCifar']);
    expect(list('vgg16')).toEqual(['vgg16']);
    expect(list('vgg.*')).toEqual([]);
    expect(list('(')).toEqual([]);
  });

  it('gives all names without one', () => {
    expect(list()).toHaveLength(42);
    expect(list()).toEqual(list('*'));
    expect(list()).toContain('wordGru');
  });
});

describe('create', () => {
  it('is the factory of the name, with its options', () => {
    const config = { classes: 3, width: 1 / 16, stem: 'cifar', inputShape: [8, 8, 3], seed: 5 } as const;
    const [model, same] = [create('resnet18', config), resnet18(config)];
    expect(model.name).toBe('resnet18');
    expect(weightsOf(model)).toEqual(weightsOf(same));
    model.dispose();
    same.dispose();
  });

  it('refuses names that no network has, and names those like them', () => {
    expect(() => create('resnet51' as 'resnet50')).toThrow(ModelError);
    expect(() => create('resnet51' as 'resnet50')).toThrow(/"resnet51".*resnet50/);
    expect(() => create('nothing' as 'mlp')).toThrow(/Names: alexnet, cifarCnn/);
    for (const name of ['toString', '__proto__', '', 7])
      expect(() => create(name as 'mlp')).toThrow(ModelError);
  });

  it('hands on what a network refuses', () => {
    expect(() => create('lenet5', { classes: 0 })).toThrow(/lenet5: classes/);
  });
});
