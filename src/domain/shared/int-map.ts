/**
 * A map from non-negative integers to values that never changes: `with` and `without` answer a new map that shares all
 * but one path with the old. A stock that a hundred thousand people booked folds each event in a few steps instead of
 * copying a hundred thousand entries. (32-way trie on the key's low bits first; keys up to 2^53.)
 */
export interface IntMap<V> {
  readonly size: number;
  get(key: number): V | undefined;
  has(key: number): boolean;
  with(key: number, value: V): IntMap<V>;
  without(key: number): IntMap<V>;
  entries(): Iterable<readonly [number, V]>;
}

type Leaf<V> = { readonly key: number; readonly value: V };
type Branch<V> = { readonly slots: readonly (Node<V> | undefined)[] };
type Node<V> = Leaf<V> | Branch<V>;

const width = 32;
const noSlots: readonly undefined[] = Array.from({ length: width }, () => undefined);
const isLeaf = <V>(node: Node<V>): node is Leaf<V> => "key" in node;

const find = <V>(node: Node<V> | undefined, key: number, rest: number): V | undefined => {
  if (node === undefined) return undefined;
  if (isLeaf(node)) return node.key === key ? node.value : undefined;
  return find(node.slots[rest % width], key, Math.floor(rest / width));
};

const put = <V>(node: Node<V> | undefined, leaf: Leaf<V>, rest: number, depth: number): Node<V> => {
  if (node === undefined) return leaf;
  if (isLeaf(node)) {
    if (node.key === leaf.key) return leaf;
    const branch = put<V>({ slots: noSlots }, node, Math.floor(node.key / width ** depth), depth);
    return put(branch, leaf, rest, depth);
  }
  const slot = rest % width;
  return { slots: node.slots.with(slot, put(node.slots[slot], leaf, Math.floor(rest / width), depth + 1)) };
};

const drop = <V>(node: Node<V> | undefined, key: number, rest: number): Node<V> | undefined => {
  if (node === undefined || isLeaf(node)) return node?.key === key ? undefined : node;
  const slot = rest % width;
  const slots = node.slots.with(slot, drop(node.slots[slot], key, Math.floor(rest / width)));
  return slots.some((child) => child !== undefined) ? { slots } : undefined;
};

function* walk<V>(node: Node<V> | undefined): Generator<readonly [number, V]> {
  if (node === undefined) return;
  if (isLeaf(node)) yield [node.key, node.value];
  else for (const child of node.slots) yield* walk(child);
}

const make = <V>(root: Node<V> | undefined, size: number): IntMap<V> => ({
  size,
  get: (key) => find(root, key, key),
  has: (key) => find(root, key, key) !== undefined,
  with: (key, value) => make(put(root, { key, value }, key, 0), find(root, key, key) === undefined ? size + 1 : size),
  without: (key) => (find(root, key, key) === undefined ? make(root, size) : make(drop(root, key, key), size - 1)),
  entries: () => walk(root),
});

/** A map with these entries; none gives the empty map. `undefined` is not a value it can hold. */
export const intMap = <V>(entries: Iterable<readonly [number, V]> = []): IntMap<V> => {
  let map = make<V>(undefined, 0);
  for (const [key, value] of entries) map = map.with(key, value);
  return map;
};
