/** Tells waiting subscribers that something they follow was committed. Carries no events: they read the log. */
export type LiveFeed = {
  /** `stream` undefined follows everything. */
  follow(stream: string | undefined): Bell;
  committed(streams: Iterable<string>): void;
};

/** Remembers that it rang until somebody waits for it, so that a commit between two reads is not missed. */
export type Bell = {
  /** Resolves at the next ring, or at once when it rang since the last wait, or when it is closed. */
  rung(): Promise<void>;
  close(): void;
};

type Ringer = { ring(): void };

export const createLiveFeed = (): LiveFeed => {
  const everything = new Set<Ringer>();
  const byStream = new Map<string, Set<Ringer>>();

  const followersOf = (stream: string | undefined): Set<Ringer> => {
    if (stream === undefined) return everything;
    const known = byStream.get(stream) ?? new Set();
    byStream.set(stream, known);
    return known;
  };

  return {
    follow: (stream) => {
      let missed = false;
      let closed = false;
      let waiting: (() => void) | undefined;
      const ring = (): void => {
        if (waiting === undefined) missed = true;
        waiting?.();
        waiting = undefined;
      };
      const ringer = { ring };
      const followers = followersOf(stream);
      followers.add(ringer);
      return {
        rung: () => {
          if (missed || closed) {
            missed = false;
            return Promise.resolve();
          }
          return new Promise((resolve) => {
            waiting = resolve;
          });
        },
        close: () => {
          closed = true;
          followers.delete(ringer);
          if (stream !== undefined && followers.size === 0 && byStream.get(stream) === followers)
            byStream.delete(stream);
          ring();
        },
      };
    },
    committed: (streams) => {
      for (const { ring } of everything) ring();
      if (byStream.size === 0) return;
      for (const stream of new Set(streams)) for (const { ring } of byStream.get(stream) ?? []) ring();
    },
  };
};
