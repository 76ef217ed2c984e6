/** No backend that was allowed could be started. The message lists every one that was tried, with its reason. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}
