import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { serializerCompiler } from "#http/serialisation.js";

const compile = (schema: z.ZodType, check = false): ((data: unknown) => string) =>
  serializerCompiler(check)({ schema, method: "GET", url: "/", httpStatus: "200" });

const leaf = z.object({
  id: z.int(),
  label: z.string().nullable(),
  kind: z.enum(["A", "B"]).nullable(),
  ratio: z.number(),
  isOpen: z.boolean().nullable(),
  note: z.string().optional(),
});
const tree = z.object({
  one: leaf,
  maybe: leaf.nullable(),
  many: z.array(leaf),
  counts: z.record(z.string(), z.int()),
  free: z.record(z.string(), z.unknown()),
});

const aLeaf = fc.record(
  {
    id: fc.integer(),
    label: fc.option(fc.string({ unit: "grapheme" })),
    kind: fc.constantFrom("A", "B", null),
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }),
    isOpen: fc.option(fc.boolean()),
    note: fc.string(),
  },
  { requiredKeys: ["id", "label", "kind", "ratio", "isOpen"] },
);
const aTree = fc.record({
  one: aLeaf,
  maybe: fc.option(aLeaf),
  many: fc.array(aLeaf, { maxLength: 3 }),
  counts: fc.dictionary(fc.string(), fc.integer(), { noNullPrototype: true }),
  free: fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
});

const read = (text: string): unknown => JSON.parse(text);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("an answer", () => {
  const stringify = compile(tree);
  it("says what JSON would say", () => {
    fc.assert(
      fc.property(aTree, (value) => {
        expect(read(stringify(value))).toEqual(plain(value));
      }),
    );
  });

  it("leaves out what its schema does not know", () => {
    const secret = { passwordHash: "$argon2id$" };
    const value = { id: 1, label: null, kind: null, ratio: 1, isOpen: null };
    expect(read(compile(leaf)({ ...value, ...secret }))).toEqual(value);
    expect(read(compile(z.array(leaf))([{ ...value, ...secret }]))).toEqual([value]);
  });

  it("is not sent without a key that it must have", () => {
    expect(() => compile(leaf)({ id: 1, label: "x" })).toThrow(/required/);
  });

  it("finds its branch of a union, whatever else the value holds", () => {
    const either = compile(z.union([tree, z.object({ list: z.array(leaf) })]));
    fc.assert(
      fc.property(aTree, fc.array(aLeaf, { maxLength: 3 }), (value, list) => {
        expect(read(either({ ...value, secret: 1 }))).toEqual(plain(value));
        expect(read(either({ list, secret: 1 }))).toEqual(plain({ list }));
      }),
    );
  });

  it("is parsed first where tests ask for it", () => {
    expect(() => compile(z.object({ kind: z.enum(["A"]) }), true)({ kind: "C" })).toThrow(z.ZodError);
  });
});
