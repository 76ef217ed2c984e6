import { expect, it } from 'vitest';
import { isAbort, isBug, oneLine, systemReason, UsageError } from './errors.ts';

const coded = (error: Error, code: string, syscall?: string) =>
  Object.assign(error, { code }, syscall ? { syscall } : {});

it('tells mistakes of the program from those of its user', () => {
  expect(isBug(new TypeError('x'))).toBe(true);
  expect(isBug(new Error('Error in matMul: inner shapes'))).toBe(true);
  expect(isBug(coded(new TypeError('The "path" argument'), 'ERR_INVALID_ARG_TYPE'))).toBe(true);
  expect(isBug('a string')).toBe(true);
  expect(isBug(new UsageError('x'))).toBe(false);
  expect(isBug(coded(new Error('ENOSPC'), 'ENOSPC', 'write'))).toBe(false);
});

it('takes only an abort for an abort', () => {
  const controller = new AbortController();
  const stopped = new DOMException('stopped', 'AbortError');
  expect(isAbort(stopped, controller.signal)).toBe(false);
  controller.abort();
  expect(isAbort(stopped, controller.signal)).toBe(true);
  expect(isAbort(new Error('the disk is full'), controller.signal)).toBe(false);
});

it('says everything on one line, and common reasons in words', () => {
  expect(oneLine(new Error(' a\n   b\r\nc '))).toBe('a b c');
  expect(oneLine(7)).toBe('7');
  expect(systemReason(coded(new Error('ENOSPC: ...'), 'ENOSPC', 'write'))).toBe('the disk is full');
  expect(systemReason(coded(new Error('EBUSY: busy'), 'EBUSY', 'rm'))).toBe('EBUSY: busy');
});
