import type { CallerOf } from "../grpc/server.js";
import type { TlsFiles, TlsMaterial } from "../http/tls.js";
import { readTlsFiles } from "../http/tls.js";
import { createAccounts } from "./accounts.js";
import { SYSTEM } from "./caller.js";
import type { Users } from "./users-file.js";
import { developmentUsers, readUsersFile } from "./users-file.js";

export type SecurityOptions = {
  /** Certificate and key. Without them everybody who reaches the node may do everything. */
  readonly tls?: TlsFiles;
  /** A file made by `add-user`, or DEVELOPMENT ONLY: `admin` and `ops` with the password changeit. Goes with `tls`. */
  readonly users?: { readonly file: string } | "development";
  /** Lets a node without TLS listen on other addresses than this machine's own. */
  readonly insecure?: boolean;
};

/** Who may come in. Without `tls` everybody is SYSTEM. */
export type Security = {
  readonly callerOf: CallerOf;
  readonly tls?: TlsMaterial;
  /** Reads the files again. When one is wrong nothing changes, and the promise says why. */
  reload(): Promise<TlsMaterial | undefined>;
};

/** Reads certificate, key and accounts; refuses a combination that would be open by mistake. */
export const openSecurity = async ({ tls, users, insecure }: SecurityOptions, host: string): Promise<Security> => {
  if (tls === undefined) {
    if (users !== undefined)
      throw new Error("Accounts need TLS: without it clients send no passwords. Add --tls-cert and --tls-key");
    if (insecure !== true && !isLoopback(host)) {
      throw new Error(
        `Without TLS the node listens on this machine only, and ${host} is more. Give it --tls-cert and --tls-key, or say --insecure to offer everything to everybody`,
      );
    }
    return { callerOf: () => SYSTEM, reload: async () => undefined };
  }
  if (users === undefined)
    throw new Error("TLS goes with accounts: --users FILE, made by: pc event-node add-user admin --users FILE");
  const readUsers = (): Promise<Users> => (users === "development" ? developmentUsers() : readUsersFile(users.file));
  const material = await readTlsFiles(tls);
  const accounts = createAccounts(await readUsers());
  return {
    callerOf: accounts.callerOf,
    tls: material,
    reload: async () => {
      const [renewed, replaced] = [await readTlsFiles(tls), await readUsers()];
      accounts.replace(replaced);
      return renewed;
    },
  };
};

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
