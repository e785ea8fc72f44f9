import { BYTES, Reader, VARINT, varint64 } from "./wire.js";

/** Messages declared as tables: for calls where readability counts for more than speed. Unknown fields are skipped. */

type Field<T> = {
  readonly number: number;
  readonly wire: number;
  readonly many: boolean;
  readonly read: (reader: Reader) => unknown;
  readonly write: (value: unknown) => Buffer;
  /** Only carries the type. */
  readonly type?: T;
};
type Fields = Record<string, Field<unknown>>;
type Decoded<F extends Fields> = { [K in keyof F]?: F[K] extends Field<infer T> ? T | undefined : never };

export type Codec<T> = { readonly decode: (bytes: Buffer) => T; readonly encode: (value: T) => Buffer };
export type MessageOf<C> = C extends Codec<infer T> ? T : never;

const lengthPrefixed = (bytes: Buffer): Buffer => Buffer.concat([varint64(BigInt(bytes.length)), bytes]);

export const string = (number: number): Field<string> => ({
  number,
  wire: BYTES,
  many: false,
  read: (reader) => reader.bytes().toString("utf8"),
  write: (value) => lengthPrefixed(Buffer.from(value as string, "utf8")),
});

export const bytes = (number: number): Field<Buffer> => ({
  number,
  wire: BYTES,
  many: false,
  read: (reader) => reader.bytes(),
  write: (value) => lengthPrefixed(value as Buffer),
});

export const uint32 = (number: number): Field<number> => ({
  number,
  wire: VARINT,
  many: false,
  read: (reader) => reader.uint32(),
  write: (value) => varint64(BigInt(value as number)),
});

export const int32 = (number: number): Field<number> => ({ ...uint32(number), read: (reader) => reader.uint32() | 0 });

export const bool = (number: number): Field<boolean> => ({
  number,
  wire: VARINT,
  many: false,
  read: (reader) => reader.uint32() !== 0,
  write: (value) => Buffer.from([value ? 1 : 0]),
});

export const uint64 = (number: number): Field<bigint> => ({
  number,
  wire: VARINT,
  many: false,
  read: (reader) => reader.uint64(),
  write: (value) => varint64(value as bigint),
});

export const int64 = (number: number): Field<bigint> => ({ ...uint64(number), read: (reader) => reader.int64() });

export const nested = <T>(number: number, codec: Codec<T>): Field<T> => ({
  number,
  wire: BYTES,
  many: false,
  read: (reader) => codec.decode(reader.bytes()),
  write: (value) => lengthPrefixed(codec.encode(value as T)),
});

export const repeated = <T>(field: Field<T>): Field<readonly T[]> => ({
  number: field.number,
  wire: field.wire,
  many: true,
  read: field.read,
  write: field.write,
});

/** Fields with the value undefined are left out; a field that is set is written even when it holds its default. */
export const message = <F extends Fields>(fields: F): Codec<Decoded<F>> => {
  const named = Object.entries(fields);
  const byTag = new Map(named.map(([name, field]) => [(field.number << 3) | field.wire, { name, field }]));

  const decode = (encoded: Buffer): Decoded<F> => {
    const value: Record<string, unknown> = {};
    for (const reader = new Reader(encoded); reader.more; ) {
      const tag = reader.uint32();
      const known = byTag.get(tag);
      if (known === undefined) reader.skip(tag);
      else if (known.field.many) {
        const list = (value[known.name] as unknown[] | undefined) ?? [];
        list.push(known.field.read(reader));
        value[known.name] = list;
      } else value[known.name] = known.field.read(reader);
    }
    return value as Decoded<F>;
  };

  const encode = (value: Decoded<F>): Buffer => {
    const parts: Buffer[] = [];
    for (const [name, field] of named) {
      const held: unknown = value[name];
      if (held === undefined) continue;
      const tag = varint64(BigInt((field.number << 3) | field.wire));
      for (const one of field.many ? (held as readonly unknown[]) : [held]) parts.push(tag, field.write(one));
    }
    return Buffer.concat(parts);
  };
  return { decode, encode };
};

export const Empty = message({});
