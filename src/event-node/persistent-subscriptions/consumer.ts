import type { Call } from "../grpc/call.js";
import { Deliveries, Latencies } from "./measurements.js";

export type ConsumerOptions = {
  /** Events that it takes without having answered. */
  readonly bufferSize: number;
  readonly structuredIds: boolean;
};

/** One connected reader of a group. */
export class Consumer {
  readonly call: Call;
  readonly options: ConsumerOptions;
  readonly deliveries = new Deliveries(Date.now());
  readonly latencies = new Latencies();
  /** Delivered and not answered. */
  inFlight = 0;
  private waiting = false;

  constructor(call: Call, options: ConsumerOptions) {
    this.call = call;
    this.options = options;
  }

  /** Events that it takes right now: none while it does not read what was sent. */
  get free(): number {
    return this.call.over || !this.call.ready ? 0 : this.options.bufferSize - this.inFlight;
  }

  get connectionName(): string {
    const name = this.call.headers["connection-name"];
    return typeof name === "string" && name !== "" ? name : "<unknown>";
  }

  deliver(message: Buffer): void {
    this.inFlight += 1;
    this.deliveries.total += 1;
    this.call.send(message);
  }

  /** `latency` in milliseconds from delivery to answer, when there was an answer. */
  release(latency?: number): void {
    this.inFlight -= 1;
    if (latency !== undefined) this.latencies.add(latency);
  }

  /** Calls back, once, when it reads again, if it does not read now. */
  whenReady(callBack: () => void): void {
    if (this.waiting || this.call.ready || this.call.over) return;
    this.waiting = true;
    void this.call.drained().then(() => {
      this.waiting = false;
      callBack();
    });
  }
}
