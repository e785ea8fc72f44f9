import autocannon from "autocannon";

/** One wish: who books what. */
export interface Wish {
  readonly token: string;
  readonly stockId: number;
}

export interface Flood {
  /** Answers a second, booked or refused. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly booked: number;
  readonly refused: number;
  /** 5xx, and requests without any answer. Must be none. */
  readonly failed: number;
}

/**
 * Sends every wish once to POST /native/v1/bookings over kept-alive connections, each with one request under way, as
 * that many young people with their phones would. Bounded by the number of wishes.
 */
export const flood = async (url: string, wishes: readonly Wish[], connections: number): Promise<Flood> => {
  let next = 0;
  const latencies: number[] = [];
  const began = performance.now();
  let ended = began;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections: Math.min(connections, wishes.length),
        amount: wishes.length,
        requests: [
          {
            method: "POST",
            path: "/native/v1/bookings",
            setupRequest: (request) => {
              const wish = wishes[next++ % wishes.length];
              return {
                ...request,
                headers: { "content-type": "application/json", authorization: `Bearer ${wish?.token}` },
                body: JSON.stringify({ stockId: wish?.stockId, quantity: 1 }),
              };
            },
          },
        ],
      },
      (error: Error | null, done) => (error ? reject(error) : resolve(done)),
    );
    instance.on("response", (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      ended = performance.now();
    });
  });
  latencies.sort((one, other) => one - other);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    rate: (latencies.length / (ended - began)) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    booked: result["2xx"],
    refused: result["4xx"],
    failed: result["5xx"] + result.errors + result.timeouts,
  };
};
