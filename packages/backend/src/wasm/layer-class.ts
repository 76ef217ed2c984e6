import { serialization } from '@tensorflow/tfjs-core';
import type { Undo } from './registry.ts';

/** A class of tfjs-layers, as the code that changes it sees it. */
export interface LayerClass {
  readonly prototype: object;
}

type Entry = readonly [LayerClass, unknown];

/**
 * Changes a layer class of tfjs-layers: at once when it is registered, otherwise when it will be. tfjs-core knows the classes by
 * name, so that tfjs-layers need not be there at all.
 */
export function patchLayerClass(className: string, patch: (layerClass: LayerClass) => Undo): Undo {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const map = classNameMap as unknown as Record<string, Entry | undefined>;
  const present = map[className];
  if (present) return patch(present[0]);

  let registered: Entry | undefined;
  let undoPatch: Undo = () => {};
  Object.defineProperty(map, className, {
    configurable: true,
    enumerable: true,
    get: () => registered,
    set: (entry: Entry) => {
      undoPatch();
      registered = entry;
      undoPatch = patch(entry[0]);
    },
  });
  return () => {
    undoPatch();
    delete map[className];
    if (registered) map[className] = registered;
  };
}

/** Puts a method in the place of a class's own, and back. */
export function replaceMethod<Method>(
  { prototype }: LayerClass,
  name: string,
  make: (stock: Method) => Method,
): Undo {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) return () => {};
  Object.defineProperty(prototype, name, { ...descriptor, value: make(descriptor.value as Method) });
  return () => {
    Object.defineProperty(prototype, name, descriptor);
  };
}
