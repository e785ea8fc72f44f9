import { systemEvent } from "#event-node/append/system-event.js";
import { verifyLog } from "#event-node/care/verify.js";
import { headOf } from "#event-node/codec/stored-event.js";
import type { LogReader } from "#event-node/log/reader.js";
import type { Store } from "#event-node/store.js";
import { openStore } from "#event-node/store.js";
import { ANY } from "#event-node/streams/expected-revision.js";
import type { Confirmed } from "./confirmed.js";
import { KEPT } from "./confirmed.js";

const PAGE = { events: 2000, bytes: 8 * 1024 * 1024 };
const MOST_FAULTS = 5;

/** Opens a folder as a node would and says what is wrong with it: nothing, if it holds all that was confirmed, once. */
export const checkImage = async (dataDir: string, confirmed: readonly Confirmed[]): Promise<readonly string[]> => {
  const faults: string[] = [];
  try {
    const store = await openStore(dataDir);
    try {
      faults.push(...faultsIn(store.log, confirmed));
      await appendOne(store);
    } finally {
      await store.close();
    }
    faults.push(...(await verifyLog(dataDir, () => undefined)).faults);
  } catch (error) {
    faults.push(String(error));
  }
  return faults.slice(0, MOST_FAULTS);
};

const faultsIn = (log: LogReader, confirmed: readonly Confirmed[]): string[] => {
  const faults: string[] = [];
  const ids = new Set<string>();
  const counts = new Map<string, bigint>();
  for (let page = log.all("forwards", 0n, PAGE); ; ) {
    for (const { message } of page.events) {
      const head = headOf(message);
      if (ids.has(head.id)) faults.push(`event ${head.id} is there twice`);
      ids.add(head.id);
      const stream = head.stream.toString();
      counts.set(stream, (counts.get(stream) ?? 0n) + 1n);
    }
    const last = page.events.at(-1);
    if (page.atEnd || last === undefined) break;
    page = log.all("forwards", last.position + 1n, PAGE);
  }
  for (const [stream, count] of counts) {
    if (!stream.startsWith(KEPT)) continue;
    const last = log.lastRevision(log.streamNumber(Buffer.from(stream)) ?? 0);
    if (last !== count - 1n) faults.push(`${stream} has ${count} events and the last revision ${last}`);
  }
  return [...faults, ...confirmed.flatMap((one) => missing(log, one))];
};

/** What of an append is not there as it was confirmed. */
const missing = (log: LogReader, { stream, ids, last, position }: Confirmed): readonly string[] => {
  const number = log.streamNumber(Buffer.from(stream));
  if (number === undefined) return [`${stream} is missing`];
  return ids.flatMap((id, index) => {
    const revision = last - BigInt(ids.length - 1 - index);
    const event = log.eventAt(number, revision);
    if (event === undefined) return [`${stream} has no revision ${revision}`];
    if (id !== undefined && headOf(event.message).id !== id)
      return [`revision ${revision} of ${stream} is another event`];
    const isLast = revision === last;
    return isLast && event.position !== position ? [`revision ${revision} of ${stream} is not at ${position}`] : [];
  });
};

/** What came out of a power cut can be written to. */
const appendOne = (store: Store): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = { stream: "after-the-cut", expected: ANY, events: [systemEvent("Noted", "{}")] };
    store.append(request, (outcome) =>
      outcome.kind === "appended" ? resolve() : reject(new Error(`an append afterwards: ${outcome.kind}`)),
    );
  });
