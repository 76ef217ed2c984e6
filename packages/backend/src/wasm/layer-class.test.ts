import { serialization } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type LayerClass, patchLayerClass, replaceMethod } from './layer-class.ts';

/** A class that nobody has registered. */
function freshClass() {
  return class Greeting extends serialization.Serializable {
    static readonly className = 'GradlabTestGreeting';
    greet(): string {
      return 'hello';
    }
    getConfig() {
      return {};
    }
  };
}

const map = serialization.SerializationMap.getMap().classNameMap as Record<string, unknown>;
const louder = (layerClass: LayerClass) =>
  replaceMethod<() => string>(
    layerClass,
    'greet',
    (stock) =>
      function greet(this: unknown) {
        return `${stock.call(this)}!`;
      },
  );
const patch = () => patchLayerClass('GradlabTestGreeting', louder);

describe('patchLayerClass', () => {
  it('changes a class that is there, and back', () => {
    const Greeting = freshClass();
    serialization.registerClass(Greeting);
    const own = Object.getOwnPropertyDescriptors(Greeting.prototype);
    const undo = patch();
    expect(new Greeting().greet()).toBe('hello!');
    undo();
    expect(new Greeting().greet()).toBe('hello');
    expect(Object.getOwnPropertyDescriptors(Greeting.prototype)).toEqual(own);
    delete map.GradlabTestGreeting;
  });

  it('changes a class that comes later, and leaves it registered', () => {
    const undo = patch();
    expect(map.GradlabTestGreeting).toBeUndefined();
    const Greeting = freshClass();
    serialization.registerClass(Greeting);
    expect(new Greeting().greet()).toBe('hello!');
    undo();
    expect(new Greeting().greet()).toBe('hello');
    expect(Object.getOwnPropertyDescriptor(map, 'GradlabTestGreeting')).toEqual({
      value: [Greeting, Greeting.fromConfig],
      configurable: true,
      enumerable: true,
      writable: true,
    });
    delete map.GradlabTestGreeting;
  });

  it('follows a class that is registered again', () => {
    const undo = patch();
    const [First, Second] = [freshClass(), freshClass()];
    serialization.registerClass(First);
    serialization.registerClass(Second);
    expect([new First().greet(), new Second().greet()]).toEqual(['hello', 'hello!']);
    undo();
    expect(new Second().greet()).toBe('hello');
    delete map.GradlabTestGreeting;
  });

  it('leaves no trace of a class that never comes', () => {
    patch()();
    expect('GradlabTestGreeting' in map).toBe(false);
  });

  it('leaves a class without the method as it is', () => {
    const undo = replaceMethod<() => void>(freshClass(), 'shout', () => () => {});
    expect('shout' in freshClass().prototype).toBe(false);
    undo();
  });
});
