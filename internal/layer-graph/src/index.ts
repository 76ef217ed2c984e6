export { layerMacs, macsOf } from './macs.ts';
export { type Layer, readBy, type Shape, type Use, useOf, usesInOrder, usesOf } from './uses.ts';
