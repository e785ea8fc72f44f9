/** The disk did not take an append, or not what stands in the journal before it. Nothing of it is stored; what was confirmed is. */
export class WriteFailed extends Error {
  override readonly name = "WriteFailed";
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The disk did not take the append (${reason}); nothing of it was written. Look for room on the node's disk`);
  }
}
