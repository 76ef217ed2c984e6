/** Images in a batch of the training step that is measured. */
export const BATCH = 8;

/** Rows and columns of the matrices that are multiplied. */
export const MATRIX = 512;

/** Seconds for each of two works on each of five backends: ten in all, where every one of them works. */
export const SECONDS = 1;
