import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { hashPassword, isPasswordHash, matchesPassword } from "./passwords.js";

/** One line of a users file: `login:group,group:hash`. */
export type Account = { readonly login: string; readonly groups: readonly string[]; readonly hash: string };
export type Users = ReadonlyMap<string, Account>;

/** What a real node gives `admin` and `ops` until somebody changes it, and everybody knows. */
const DEFAULT_PASSWORD = "changeit";
/** The accounts of a real node and their groups. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = { admin: ["$admins"], ops: ["$ops"] };
const HEADER = "# Accounts of the event node: login:groups:password hash. Written by: pc event-node add-user\n";

/** DEVELOPMENT ONLY: `admin` and `ops` with the password that everybody knows. */
export const developmentUsers = async (): Promise<Users> =>
  new Map(
    await Promise.all(
      Object.entries(BUILT_IN).map(
        async ([login, groups]) => [login, { login, groups, hash: await hashPassword(DEFAULT_PASSWORD) }] as const,
      ),
    ),
  );

/** Reads the accounts; refuses a line that is none, a file without an administrator, and the default password. */
export const readUsersFile = async (file: string): Promise<Users> => {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `The users file ${file} cannot be read (${error.code}). Make one: pc event-node add-user admin --users ${file}`,
    );
  });
  const users = parseUsers(text, file);
  const admins = [...users.values()].some(({ login, groups }) => login === "admin" || groups.includes("$admins"));
  if (!admins)
    throw new Error(`${file} names nobody of the group $admins: pc event-node add-user admin --users ${file}`);
  for (const login of Object.keys(BUILT_IN)) {
    const account = users.get(login);
    if (account !== undefined && (await matchesPassword(account.hash, DEFAULT_PASSWORD)))
      throw new Error(
        `${file}: "${login}" still has the default password. Give it another: pc event-node add-user ${login} --users ${file}`,
      );
  }
  return users;
};

const parseUsers = (text: string, file: string): Users => {
  const users = new Map<string, Account>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [login = "", groups = "", hash = "", ...rest] = line.trim().split(":");
    const place = `${file}, line ${index + 1}`;
    if (login === "" || rest.length > 0) throw new Error(`${place}: a line is login:groups:password hash`);
    if (!isPasswordHash(hash))
      throw new Error(`${place}: what stands behind the last colon is no password hash of ours`);
    if (users.has(login)) throw new Error(`${place}: "${login}" stands there twice`);
    users.set(login, { login, groups: groups.split(",").filter((group) => group !== ""), hash });
  }
  return users;
};

/**
 * Adds an account to the file, or gives it another password. Without groups it keeps those it has; `admin` and `ops`
 * get theirs as on a real node. The file is replaced in one step, and only its owner may read it.
 */
export const addUser = async (
  file: string,
  login: string,
  password: string,
  groups?: readonly string[],
): Promise<void> => {
  if (!/^[^\s:#,][^\s:,]*$/.test(login)) throw new Error(`"${login}" is no login: no blanks, no colon, no comma`);
  if (password.length < 8) throw new Error("A password has at least 8 characters");
  if (password === DEFAULT_PASSWORD) throw new Error("This password is everybody's; choose another");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return HEADER;
    throw error;
  });
  const known = parseUsers(text, file).get(login);
  const kept = text.split("\n").filter((line) => line !== "" && !line.startsWith(`${login}:`));
  const named = groups ?? known?.groups ?? BUILT_IN[login] ?? [];
  const line = `${login}:${named.join(",")}:${await hashPassword(password)}`;
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${[...kept, line].join("\n")}\n`, { mode: 0o600, flag: "wx" });
  await rename(draft, file);
};
