const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The public form of an id in older contracts: base32 of its big-endian bytes without padding, `8` for O and `9` for I
 * (bookings-and-stocks.md, section 2.1).
 */
export const humanize = (id: number): string => {
  const bytes = bytesOf(id);
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  const text = groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
  return text.replaceAll("O", "8").replaceAll("I", "9");
};

const bytesOf = (id: number): number[] => {
  const bytes: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
};
