export interface Need {
  readonly name: string;
  readonly position: bigint;
}

/** Remembers how far each of some names has come, and wakes who waits for one of them to come further. */
export interface Waiters {
  reached(name: string, position: bigint): void;
  /** Forgets all positions; who waits goes on waiting. */
  forget(): void;
  wait(needs: readonly Need[], timeoutMs: number): Promise<boolean>;
  /** Answers everybody who waits with false. */
  giveUp(): void;
  count(): number;
}

export const createWaiters = (): Waiters => {
  const positions = new Map<string, bigint>();
  const waiting = new Set<{ readonly needs: readonly Need[]; readonly answer: (there: boolean) => void }>();
  const isThere = ({ name, position }: Need): boolean => (positions.get(name) ?? -1n) >= position;

  return {
    reached: (name, position) => {
      if ((positions.get(name) ?? -1n) >= position) return;
      positions.set(name, position);
      for (const { needs, answer } of waiting) if (needs.every(isThere)) answer(true);
    },
    forget: () => positions.clear(),
    wait: async (needs, timeoutMs) => {
      if (needs.every(isThere)) return true;
      return new Promise((resolve) => {
        const waiter = {
          needs,
          answer: (there: boolean) => {
            clearTimeout(timer);
            waiting.delete(waiter);
            resolve(there);
          },
        };
        const timer = setTimeout(() => waiter.answer(false), timeoutMs);
        waiting.add(waiter);
      });
    },
    giveUp: () => {
      for (const { answer } of waiting) answer(false);
    },
    count: () => waiting.size,
  };
};
