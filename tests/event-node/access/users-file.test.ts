import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashPassword, isPasswordHash, matchesPassword } from "#event-node/access/passwords.js";
import { addUser, readUsersFile } from "#event-node/access/users-file.js";

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "users-file-"));
  file = join(dir, "users");
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("a password hash", () => {
  it("matches its password and no other", async () => {
    const hash = await hashPassword("Élève de 18 ans");
    expect(isPasswordHash(hash)).toBe(true);
    expect(await matchesPassword(hash, "Élève de 18 ans")).toBe(true);
    expect(await matchesPassword(hash, "Élève de 18 an")).toBe(false);
    expect(await hashPassword("Élève de 18 ans")).not.toBe(hash);
  });

  it("matches however an accent was typed", async () => {
    expect(await matchesPassword(await hashPassword("\u00e9t\u00e9 2026"), "e\u0301te\u0301 2026")).toBe(true);
  });

  it.each(["", "changeit", "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHQ$bm90aGluZw", "$2b$10$abc"])("is not %j", async (text) => {
    expect(isPasswordHash(text)).toBe(false);
    expect(await matchesPassword(text, text)).toBe(false);
  });
});

describe("a users file", () => {
  it("is made by adding accounts, and read by its owner alone", async () => {
    await addUser(file, "admin", "correct horse");
    await addUser(file, "ops", "battery staple");
    await addUser(file, "relay", "tr0ub4dor&3", ["workers", "readers"]);
    const users = await readUsersFile(file);
    expect([...users.values()].map(({ login, groups }) => [login, groups])).toEqual([
      ["admin", ["$admins"]],
      ["ops", ["$ops"]],
      ["relay", ["workers", "readers"]],
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).not.toMatch(/horse|staple|tr0ub/);
  });

  it("takes another password for an account, whose groups stay", async () => {
    await addUser(file, "admin", "correct horse");
    await addUser(file, "relay", "first password", ["workers"]);
    await addUser(file, "relay", "second password");
    const relay = (await readUsersFile(file)).get("relay");
    expect(relay?.groups).toEqual(["workers"]);
    expect(await matchesPassword(relay?.hash ?? "", "second password")).toBe(true);
    expect(await matchesPassword(relay?.hash ?? "", "first password")).toBe(false);
  });

  it.each([
    ["a login with a colon", "a:b", "long enough", "no login"],
    ["a login that reads as a comment", "#admin", "long enough", "no login"],
    ["a short password", "admin", "short", "8 characters"],
    ["the password that everybody knows", "admin", "changeit", "everybody's"],
  ])("refuses %s", async (_, login, password, reason) => {
    await expect(addUser(file, login, password)).rejects.toThrow(reason);
  });

  it("is refused with the place of what is wrong", async () => {
    const hash = await hashPassword("correct horse");
    const refusal = async (text: string): Promise<string> => {
      await writeFile(file, text);
      return readUsersFile(file).then(
        () => "read",
        (error: Error) => error.message,
      );
    };
    expect(await refusal(`# accounts\nadmin:$admins:${hash}\nrelay\n`)).toContain("line 3: ");
    expect(await refusal("admin:$admins:changeit\n")).toContain("line 1: what stands behind the last colon");
    expect(await refusal(`admin:$admins:${hash}\nadmin::${hash}\n`)).toContain('line 2: "admin" stands there twice');
    expect(await refusal(`relay:workers:${hash}\n`)).toContain("nobody of the group $admins");
    expect(await refusal(`admin:$admins:${hash}\n`)).toBe("read");
  });

  it("is refused while an account has the password that everybody knows", async () => {
    await writeFile(file, `admin:$admins:${await hashPassword("changeit")}\n`);
    await expect(readUsersFile(file)).rejects.toThrow('"admin" still has the default password');
  });

  it("names the file that is not there", async () => {
    await expect(readUsersFile(join(dir, "none"))).rejects.toThrow(/none cannot be read \(ENOENT\)/);
  });
});
