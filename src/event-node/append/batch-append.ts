import type { BatchEcho } from "../codec/append-answers.js";
import {
  batchAccessDenied,
  batchBadRequest,
  batchRefused,
  batchStreamDeleted,
  batchSucceeded,
  batchTimeout,
  batchTooLarge,
  batchWrongVersion,
} from "../codec/append-answers.js";
import type { BatchOptions, BatchRequest, Proposal } from "../codec/append-requests.js";
import { readBatchRequest } from "../codec/append-requests.js";
import type { ProposedEvent } from "../codec/stored-event.js";
import type { Call } from "../grpc/call.js";
import type { Handler } from "../grpc/server.js";
import type { AppendParts } from "./append-call.js";
import type { AppendOutcome } from "./appender.js";
import { sizeOfEvent, streamNameFault } from "./limits.js";

/** An append whose last chunk does not come within this time is given up, as on a real node. */
const WRITE_TIMEOUT_MS = 2000;
/** Appends answered before their last chunk came, whose chunks are still to be ignored. */
const MAX_ANSWERED = 10_000;
/** Above this much on its way to disk no more is taken in. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

type Assembly = {
  readonly echo: BatchEcho;
  readonly options: BatchOptions;
  events: ProposedEvent[];
  size: number;
  timer?: NodeJS.Timeout;
};

export type BatchAppendParts = AppendParts & {
  /** Bytes handed in and not yet on disk. */
  readonly waitingBytes: () => number;
  readonly waitingBelow: (bytes: number) => Promise<void>;
};

/** Answers each append of one long call exactly once; a failing one never fails the call (section 3.4). */
export const batchAppend =
  (parts: BatchAppendParts): Handler =>
  (call) =>
    new BatchAppendCall(call, parts).start();

class BatchAppendCall {
  private readonly call: Call;
  private readonly parts: BatchAppendParts;
  /** Begun and not complete. */
  private readonly assemblies = new Map<string, Assembly>();
  private readonly answered = new Set<string>();
  private unanswered = 0;
  private halfClosed = false;
  private paused = false;

  constructor(call: Call, parts: BatchAppendParts) {
    this.call = call;
    this.parts = parts;
  }

  start(): void {
    this.call.listen({
      onMessage: (message) => this.take(readBatchRequest(message)),
      onHalfClose: () => {
        this.halfClosed = true;
        this.endWhenDone();
      },
      onClosed: () => {
        for (const { timer } of this.assemblies.values()) clearTimeout(timer);
      },
    });
  }

  private take(request: BatchRequest): void {
    if (request.final && request.options !== undefined && this.assemblies.size === 0) {
      const assembly = this.begin(request.correlation, request.options);
      const refusal = this.add(assembly, request.proposals);
      if (refusal === undefined) this.submit(assembly);
      else this.send(refusal);
    } else this.takeChunk(request);
    this.holdBack();
  }

  private takeChunk({ correlation, options, proposals, final }: BatchRequest): void {
    const key = correlation.toString("latin1");
    if (this.answered.has(key)) {
      if (final) this.answered.delete(key);
      return;
    }
    const assembly = this.assemblies.get(key) ?? (options === undefined ? undefined : this.begin(correlation, options));
    if (assembly === undefined) return; // no options, so there is nothing that an answer could name
    const refusal = this.add(assembly, proposals);
    if (refusal !== undefined) this.giveUp(key, assembly, refusal, final);
    else if (!final) this.keep(key, assembly);
    else {
      this.drop(key, assembly);
      this.submit(assembly);
    }
  }

  private begin(correlation: Buffer, options: BatchOptions): Assembly {
    const echo = { correlation, identifierBytes: options.identifierBytes, expected: options.expected };
    return { echo, options, events: [], size: 0 };
  }

  /** Takes over the events, or answers why not. Rights are looked at before lateness, lateness before size. */
  private add(assembly: Assembly, proposals: readonly Proposal[]): Buffer | undefined {
    const { echo, options } = assembly;
    if (!this.parts.guard.allows(this.call.caller, "write", options.stream.toString())) return batchAccessDenied(echo);
    if (options.deadline !== undefined && options.deadline <= Date.now()) return batchTimeout(echo);
    const fault = streamNameFault(options.stream.toString());
    if (fault !== undefined) return batchBadRequest(echo, fault);
    for (const { event, fault: wrong } of proposals) {
      if (wrong !== undefined) return batchBadRequest(echo, FAULTS[wrong]);
      assembly.size += sizeOfEvent(event);
      if (assembly.size > this.parts.maxAppendBytes) return batchTooLarge(echo, this.parts.maxAppendBytes);
      assembly.events.push(event);
    }
    return undefined;
  }

  private keep(key: string, assembly: Assembly): void {
    if (this.assemblies.has(key)) return;
    this.assemblies.set(key, assembly);
    const untilDeadline = (assembly.options.deadline ?? Number.POSITIVE_INFINITY) - Date.now();
    assembly.timer = setTimeout(
      () => this.giveUp(key, assembly, batchTimeout(assembly.echo), false),
      Math.max(0, Math.min(untilDeadline, WRITE_TIMEOUT_MS)),
    );
  }

  private giveUp(key: string, assembly: Assembly, refusal: Buffer, final: boolean): void {
    this.drop(key, assembly);
    if (!final) {
      const oldest = this.answered.values().next();
      if (this.answered.size >= MAX_ANSWERED && oldest.done === false) this.answered.delete(oldest.value);
      this.answered.add(key);
    }
    this.send(refusal);
    this.endWhenDone();
  }

  private drop(key: string, assembly: Assembly): void {
    clearTimeout(assembly.timer);
    this.assemblies.delete(key);
  }

  private submit({ echo, options, events }: Assembly): void {
    this.unanswered += 1;
    this.parts.append({ stream: options.stream.toString(), expected: options.expected, events }, (outcome) => {
      this.unanswered -= 1;
      this.send(answerTo(echo, outcome));
      this.endWhenDone();
    });
  }

  private send(answer: Buffer): void {
    this.call.send(answer);
  }

  private endWhenDone(): void {
    if (this.halfClosed && this.unanswered === 0 && this.assemblies.size === 0) this.call.end();
  }

  /** Stops taking requests from a caller that does not read its answers, or that sends faster than the disk writes. */
  private holdBack(): void {
    if (this.paused || (this.call.ready && this.parts.waitingBytes() < MAX_WAITING_BYTES)) return;
    this.paused = true;
    this.call.pause();
    void Promise.all([this.call.drained(), this.parts.waitingBelow(MAX_WAITING_BYTES / 2)]).then(() => {
      this.paused = false;
      this.call.resume();
    });
  }
}

const FAULTS: Readonly<Record<NonNullable<Proposal["fault"]>, string>> = {
  "missing-metadata": "Required metadata type and content-type",
  "bad-id": "The event id is missing or no GUID",
  "empty-type": "The event type is empty",
};

const answerTo = (echo: BatchEcho, outcome: AppendOutcome): Buffer => {
  switch (outcome.kind) {
    case "appended":
      return batchSucceeded(echo, outcome.last);
    case "wrong-expected-version":
      return batchWrongVersion(echo, outcome.actual);
    case "stream-deleted":
      return batchStreamDeleted(echo);
    case "failed":
      return batchRefused(echo, outcome.error.message);
  }
};
