import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** About 80 ms and 32 MiB for each try. */
const COST = { ln: 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Less is guessed too fast; more a hash of another's making may not ask for: 17 takes 128 MiB. */
const MIN_LN = 10;
const MAX_LN = 17;

/** `$scrypt$ln=15,r=8,p=1$salt$key`, base64 without padding. */
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43,86})$/;

export const isPasswordHash = (text: string): boolean => {
  const [, ln] = FORM.exec(text) ?? [];
  return ln !== undefined && Number(ln) >= MIN_LN && Number(ln) <= MAX_LN;
};

/** `ln` is the cost, as a power of two from 10 to 17. */
export const hashPassword = async (password: string, ln: number = COST.ln): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const { r, p } = COST;
  const key = await keyOf(password, salt, { ln, r, p }, KEY_BYTES);
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`;
};

/** In constant time for one hash. A hash that is none matches nothing. */
export const matchesPassword = async (hash: string, password: string): Promise<boolean> => {
  const [, ln, r, p, salt = "", key = ""] = FORM.exec(hash) ?? [];
  if (ln === undefined) return false;
  const expected = Buffer.from(key, "base64");
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return timingSafeEqual(await keyOf(password, Buffer.from(salt, "base64"), cost, expected.length), expected);
};

const keyOf = (password: string, salt: Buffer, { ln, r, p }: typeof COST, bytes: number): Promise<Buffer> =>
  derive(password.normalize("NFC"), salt, bytes, { N: 2 ** ln, r, p, maxmem: 2 ** (ln + 7) * r * 2 });

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");
