export { CompressionError, InvalidOptionError } from './errors.ts';
