/**
 * The contremarque of a booking: six characters of thirty (bookings-and-stocks.md, section 4). It is a keyed permutation
 * of the booking's id, so two bookings never share one, a token needs no look-up and no extra write, and nobody without
 * the key can guess the next (docs/decisions/0002-tokens-are-a-permutation-of-ids.md).
 */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ234567";
const length = 6;
const half = 30 ** (length / 2);
const rounds = 8;

/** How many bookings can have a token: 729 million. */
export const tokenCount = half * half;

/** A pseudo-random whole number below 2^32 of a round and half a value, under a secret key. */
export type RoundFunction = (round: number, value: number) => number;

const write = (value: number): string => {
  let text = "";
  for (let rest = value, i = 0; i < length; i += 1, rest = Math.floor(rest / alphabet.length))
    text = alphabet[rest % alphabet.length] + text;
  return text;
};

const read = (token: string): number | undefined => {
  let value = 0;
  for (const character of token) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    value = value * alphabet.length + digit;
  }
  return value;
};

/** The token of a booking. Ids from 1 to 729 million; throws beyond. */
export const tokenOf = (bookingId: number, round: RoundFunction): string => {
  if (bookingId < 1 || bookingId >= tokenCount)
    throw new Error(`Booking ${bookingId} is beyond the ${tokenCount} tokens there are`);
  let [left, right] = [Math.floor(bookingId / half), bookingId % half];
  for (let i = 0; i < rounds; i += 1) [left, right] = [right, (left + round(i, right)) % half];
  return write(left * half + right);
};

/** The booking that a token would belong to, whether it exists or not. Upper-cases first; undefined for what is no token. */
export const bookingIdOf = (token: string, round: RoundFunction): number | undefined => {
  if (token.length !== length) return undefined;
  const value = read(token.toUpperCase());
  if (value === undefined) return undefined;
  let [left, right] = [Math.floor(value / half), value % half];
  for (let i = rounds - 1; i >= 0; i -= 1) [left, right] = [(((right - round(i, left)) % half) + half) % half, left];
  const bookingId = left * half + right;
  return bookingId === 0 ? undefined : bookingId;
};
