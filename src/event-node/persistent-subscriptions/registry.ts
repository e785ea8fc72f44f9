import { RpcError, Status } from "../grpc/status.js";
import { compileFilter } from "../read/filters.js";
import type { Parts } from "./books.js";
import { loadDefinitions, saveDefinitions } from "./definitions.js";
import { alreadyExists, doesNotExist, dropped, failed } from "./errors.js";
import { firstPlace } from "./feeder.js";
import { Group } from "./group.js";
import type { GroupName } from "./names.js";
import { keyOf } from "./names.js";
import type { Place } from "./places.js";
import type { Asked, Definition } from "./settings.js";
import { faultOf, filterOptionsOf } from "./settings.js";

const TICK_MS = 1000;

/** All groups of the node. Changes happen one after another, and are answered once they are on disk. */
export class Registry {
  private readonly groups = new Map<string, Group>();
  private readonly parts: Parts;
  private changes: Promise<unknown> = Promise.resolve();
  private ticking: NodeJS.Timeout | undefined;
  private stopped = false;

  /** Takes up the groups that were written down. */
  constructor(parts: Parts) {
    this.parts = parts;
    this.startAll(loadDefinitions(parts));
  }

  create(asked: Asked, isAll: boolean): Promise<void> {
    return this.change(async () => {
      if (this.groups.has(keyOf(asked.name))) throw alreadyExists(asked.name);
      this.refuseFaulty(asked, isAll);
      const definition = definitionOf(asked, asked.filter);
      if (definition.filter !== undefined) compileFilter(filterOptionsOf(definition.filter)); // or is refused here
      const start = this.startOf(definition); // before it is written: a group of $all from the end is given its own definition
      await saveDefinitions(this.parts, [...this.definitions(), definition]);
      this.start(definition, start);
    });
  }

  /** Replaces everything but the filter, drops the consumers and goes on at the checkpoint, if there is one. */
  update(asked: Asked, isAll: boolean): Promise<void> {
    return this.change(async () => {
      const group = this.get(asked.name);
      this.refuseFaulty(asked, isAll);
      const definition = definitionOf(asked, group.definition.filter);
      const key = keyOf(definition);
      await saveDefinitions(
        this.parts,
        this.definitions().map((known) => (keyOf(known) === key ? definition : known)),
      );
      await group.close();
      // Without a stored checkpoint the new start counts, so none may be written now.
      if (group.ledger.checkpoints.stored !== undefined) await group.ledger.markProgress();
      this.start(definition);
    });
  }

  remove(name: GroupName): Promise<void> {
    return this.change(async () => {
      const group = this.get(name);
      const key = keyOf(name);
      await saveDefinitions(
        this.parts,
        this.definitions().filter((known) => keyOf(known) !== key),
      );
      this.groups.delete(key);
      this.tickWhileNeeded();
      await group.close();
      await group.ledger.discard();
    });
  }

  /** Drops all consumers and begins again from what is written down. */
  restart(): Promise<void> {
    return this.change(async () => {
      const definitions = loadDefinitions(this.parts);
      await this.closeAll();
      this.startAll(definitions);
    });
  }

  /** Waits for changes under way, so that nobody is handed a group that is being replaced. */
  async find(name: GroupName): Promise<Group> {
    await this.changes;
    if (this.stopped) throw dropped(name);
    return this.get(name);
  }

  async all(): Promise<readonly Group[]> {
    await this.changes;
    return [...this.groups.values()];
  }

  /** Drops all consumers; how far they came is written down. The store may be closed afterwards. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    await this.change(async () => {
      this.stopped = true;
      await this.closeAll();
    });
  }

  private change<T>(work: () => Promise<T>): Promise<T> {
    const result = this.changes.then(() => {
      if (this.stopped) throw new RpcError(Status.CANCELLED, "The node is stopping");
      return work();
    });
    this.changes = result.catch(() => undefined);
    return result;
  }

  private get(name: GroupName): Group {
    const group = this.groups.get(keyOf(name));
    if (group === undefined) throw doesNotExist(name);
    return group;
  }

  private definitions(): readonly Definition[] {
    return [...this.groups.values()].map(({ definition }) => definition);
  }

  private refuseFaulty(asked: Asked, isAll: boolean): void {
    const fault = faultOf(asked, isAll, this.parts.log.tail().last);
    if (fault !== undefined) throw failed(asked.name, fault);
  }

  private startAll(definitions: readonly Definition[]): void {
    for (const definition of definitions) this.start(definition);
  }

  private startOf({ source, settings }: Definition): Place {
    return firstPlace(this.parts, source, settings.start);
  }

  private start(definition: Definition, start = this.startOf(definition)): void {
    this.groups.set(keyOf(definition), new Group(this.parts, definition, start));
    this.tickWhileNeeded();
  }

  private async closeAll(): Promise<void> {
    const groups = [...this.groups.values()];
    this.groups.clear();
    this.tickWhileNeeded();
    await Promise.all(
      groups.map(async (group) => {
        await group.close();
        await group.ledger.markProgress();
      }),
    );
  }

  /** One timer for all groups, and none when there is no group. */
  private tickWhileNeeded(): void {
    if (this.groups.size === 0) {
      clearInterval(this.ticking);
      this.ticking = undefined;
      return;
    }
    this.ticking ??= setInterval(() => this.tick(), TICK_MS).unref();
  }

  private tick(): void {
    const now = Date.now();
    for (const group of this.groups.values()) group.tick(now);
  }
}

const definitionOf = ({ name, settings }: Asked, filter: Definition["filter"]): Definition => ({
  ...name,
  settings,
  ...(filter === undefined ? {} : { filter }),
});
