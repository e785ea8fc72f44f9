/** A call by the numbers of the entries with which it began and returned; the latter infinite while it is under way. */
export type Call = { readonly start: number; end: number };

/** What a sector holds after a write. `place` is where in that write it lies, from 0 to below 1. */
export type Version = { readonly bytes: Buffer; readonly place: number; readonly call: Call };
