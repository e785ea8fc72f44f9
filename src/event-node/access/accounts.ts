import { createHmac, randomBytes } from "node:crypto";
import { RpcError, Status } from "../grpc/status.js";
import type { Caller } from "./caller.js";
import { ANONYMOUS } from "./caller.js";
import { hashPassword, matchesPassword } from "./passwords.js";
import type { Users } from "./users-file.js";

export type Accounts = {
  /**
   * The caller behind an `authorization` header, at once where it is known already; ANONYMOUS without one. Throws, or
   * rejects, UNAUTHENTICATED for what does not match.
   */
  callerOf(authorization: string | undefined): Caller | Promise<Caller>;
  /** Other accounts from now on; calls under way go on. */
  replace(users: Users): void;
};

/** Credentials looked at lately, right or wrong. */
const REMEMBERED = 1000;
/** Checking a password takes 80 ms: more tries than this may not wait for it. */
const MAX_WAITING = 50;

/** Checks Basic credentials. A password is checked once and then known by a keyed digest that dies with the process. */
export const createAccounts = (initial: Users): Accounts => {
  const key = randomBytes(32);
  let users = initial;
  let seen = new Map<string, Caller | Promise<Caller>>();
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const nobody = hashPassword(randomBytes(16).toString("hex"));

  const check = async (login: string, password: string): Promise<Caller> => {
    const account = users.get(login);
    // A login that nobody has takes as long, so that logins cannot be found out.
    const matches = await matchesPassword(account?.hash ?? (await nobody), password);
    if (account === undefined || !matches) throw notAuthenticated();
    return { login, groups: account.groups };
  };

  /** One at a time: guessing must not take the processor from those who work. */
  const checkInTurn = (login: string, password: string): Promise<Caller> => {
    if (waiting >= MAX_WAITING)
      throw new RpcError(Status.UNAVAILABLE, "Too many callers wait for their password to be checked");
    waiting += 1;
    const checked = turn
      .then(() => check(login, password))
      .finally(() => {
        waiting -= 1;
      });
    turn = checked.catch(() => undefined);
    return checked;
  };

  const remember = (digest: string, answer: Promise<Caller>): Promise<Caller> => {
    const known = seen;
    known.set(digest, answer);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value as string);
    answer.then(
      (caller) => known.has(digest) && known.set(digest, caller),
      () => undefined, // the refusal stays, for whoever asks again
    );
    return answer;
  };

  return {
    callerOf: (authorization) => {
      if (authorization === undefined) return ANONYMOUS;
      const credentials = credentialsIn(authorization);
      if (credentials === undefined) throw notAuthenticated();
      const digest = createHmac("sha256", key).update(authorization).digest("base64");
      return seen.get(digest) ?? remember(digest, checkInTurn(...credentials));
    },
    replace: (replacement) => {
      users = replacement;
      seen = new Map();
    },
  };
};

const credentialsIn = (authorization: string): [login: string, password: string] | undefined => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const text = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
};

const notAuthenticated = (): RpcError => new RpcError(Status.UNAUTHENTICATED, "The login or the password is wrong");
