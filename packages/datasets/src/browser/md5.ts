// A file of its own, imported only where an MD5 is wanted, so that bundlers take this one algorithm and load it late.
import { md5 } from 'hash-wasm';

/** The MD5 in hexadecimal, which the web's own `crypto.subtle` does not compute. */
export const md5Of = (bytes: Uint8Array): Promise<string> => md5(bytes);
