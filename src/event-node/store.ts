import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createGuard } from "./access/guard.js";
import type { Append } from "./append/appender.js";
import { createAppend } from "./append/appender.js";
import type { Removal } from "./append/remove.js";
import { createRemoval } from "./append/remove.js";
import { createScribe } from "./append/scribe.js";
import { systemEvent } from "./append/system-event.js";
import type { Scavenger } from "./care/scavenge.js";
import { createScavenger } from "./care/scavenge.js";
import { messageOf } from "./guarded.js";
import type { Environment } from "./log/environment.js";
import { FILE_NAME, openEnvironment } from "./log/environment.js";
import { checkFile, DamagedFile } from "./log/file-check.js";
import { createFreshEvents } from "./log/fresh.js";
import { JournalGap, openJournal, readJournal } from "./log/journal.js";
import type { FolderLock } from "./log/lock.js";
import { lockFolder } from "./log/lock.js";
import { makeFolder } from "./log/on-disk.js";
import { createLogReader } from "./log/reader.js";
import { createRoom } from "./log/room.js";
import { checkTail } from "./log/tail-check.js";
import { createTransfer, lastRecordIn, recover } from "./log/transfer.js";
import { createLogWriter } from "./log/writer.js";
import { createLinkResolver } from "./read/links.js";
import type { LiveFeed } from "./read/live-feed.js";
import { createLiveFeed } from "./read/live-feed.js";
import type { ReadParts } from "./read/parts.js";
import { NO_STREAM } from "./streams/expected-revision.js";
import { createRecentWrites } from "./streams/idempotency.js";
import { METADATA_TYPE } from "./streams/metadata.js";
import { createStreams } from "./streams/streams.js";

/** The event store without a network: everything that gRPC calls and persistent subscriptions work with. */
export type Store = ReadParts &
  Removal & {
    readonly append: Append;
    readonly environment: Environment;
    readonly scavenger: Scavenger;
    /** The same for the life of the data folder. */
    readonly instanceId: string;
    /** Bytes handed in and not yet on disk. */
    waitingBytes(): number;
    /** Resolves when no more than this many bytes are on their way to disk. */
    waitingBelow(bytes: number): Promise<void>;
    /** Resolves when everything handed in so far is on disk, or refused. */
    settled(): Promise<void>;
    /** Waits for what is under way, then closes the file. Nothing may be asked of the store afterwards. */
    close(): Promise<void>;
  };

const INSTANCE_ID = Buffer.from("instance-id");
/** As on a real node: never empty, so that there is something in `$all` from the beginning. */
const SCAVENGES_METADATA = {
  stream: "$$$scavenges",
  text: `{"$maxAge":2592000,"$acl":{"$r":["$admins"],"$w":["$admins"]}}`,
};

/** Free bytes of the disk that appends leave alone. */
export const DEFAULT_MIN_FREE_BYTES = 64 * 1024 * 1024;

/** Takes the folder and opens its log, or refuses with the reason: in use, damaged, of another format. */
export const openStore = async (dataDir: string, minFreeBytes = DEFAULT_MIN_FREE_BYTES): Promise<Store> => {
  makeFolder(dataDir);
  const lock = lockFolder(dataDir);
  try {
    return await openLocked(dataDir, minFreeBytes, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
};

const openLocked = async (dataDir: string, minFreeBytes: number, lock: FolderLock): Promise<Store> => {
  const path = join(dataDir, FILE_NAME);
  if (existsSync(path)) checkFile(path);
  const environment = await openEnvironment(dataDir);
  const fresh = createFreshEvents();
  const log = createLogReader(environment, fresh);
  try {
    await recoverFrom(dataDir, environment);
    checkTail(environment, log, path);
  } catch (error) {
    await environment.root.close();
    throw error;
  }
  const streams = createStreams(log);
  const recent = createRecentWrites();
  const feed: LiveFeed = createLiveFeed();
  const room = await createRoom(environment.root, path, minFreeBytes);
  const journal = openJournal(dataDir, lastRecordIn(environment));
  const transfer = createTransfer(environment, room, fresh, journal);
  const writer = createLogWriter(
    { room, journal, fresh, transfer },
    {
      onCommitted: (events) => feed.committed(events.map((event) => event.stream)),
      onFailure: () => {
        streams.forgetAll();
        recent.forgetAll();
        scribe.rewind();
      },
    },
  );
  const scribe = createScribe(log, writer, streams, recent);
  const append = createAppend(log, streams, recent, scribe);
  const scavenger = createScavenger({ environment, log, streams, erase: transfer.erase });
  await writeFirstEvent(append);
  return {
    log,
    streams,
    feed,
    resolve: createLinkResolver(log, streams),
    guard: createGuard(streams, log),
    append,
    ...createRemoval(streams, scribe),
    environment,
    scavenger,
    instanceId: instanceIdOf(environment),
    waitingBytes: () => writer.waitingBytes,
    waitingBelow: (bytes) => writer.below(bytes),
    settled: () => writer.settled(),
    close: async () => {
      await scavenger.stop();
      await writer.settled();
      await transfer.finish().catch((error: unknown) => console.error(`At the next start: ${messageOf(error)}`));
      journal.close();
      await room.close();
      await environment.root.close();
      lock.release();
    },
  };
};

/** What was confirmed and had not come into the tables when the node ended. */
const recoverFrom = async (dataDir: string, environment: Environment): Promise<void> => {
  try {
    await recover(environment, readJournal(dataDir));
  } catch (error) {
    if (error instanceof JournalGap) throw new DamagedFile(dataDir, error.message);
    throw error;
  }
};

const instanceIdOf = ({ settings }: Environment): string => {
  const known = settings.get(INSTANCE_ID)?.toString();
  if (known !== undefined) return known;
  const fresh = randomUUID();
  settings.putSync(INSTANCE_ID, Buffer.from(fresh));
  return fresh;
};

const writeFirstEvent = (append: Append): Promise<void> =>
  new Promise((resolve, reject) => {
    const { stream, text } = SCAVENGES_METADATA;
    append({ stream, expected: NO_STREAM, events: [systemEvent(METADATA_TYPE, text)] }, (outcome) =>
      outcome.kind === "failed" ? reject(outcome.error) : resolve(),
    );
  });
