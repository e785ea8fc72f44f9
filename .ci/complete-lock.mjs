/**
 * Adds to package-lock.json what npm leaves out when a registry does not carry the builds of other platforms: an entry for
 * each optional dependency of each package, without which `npm ci` refuses the file. Their exact version is what the package
 * asks for; system and processor stand in their names. Run it after npm install: node .ci/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** Node looks in the folder of a package, then in every folder above it. */
const isLocked = (path, name) => {
  for (let above = path; ; above = above.slice(0, Math.max(0, above.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${above ? `${above}/` : ""}node_modules/${name}`]) return true;
    if (above === "") return false;
  }
};

const entryOf = (name, version, dev) => {
  const words = name.split("/").at(-1).replace("windows", "win32").split("-");
  const [os] = words.filter((word) => systems.includes(word));
  const [cpu] = words.filter((word) => processors.includes(word));
  const libc =
    os === "linux" &&
    (words.some((word) => word.startsWith("musl")) ? "musl" : words.find((word) => word.startsWith("gnu")) && "glibc");
  return {
    version: version.replace(/^[\^~]/, ""),
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
};

let added = 0;
for (const [path, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    lock.packages[`node_modules/${name}`] = entryOf(name, version, dev);
    added += 1;
  }
}
const sorted = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, "en"));
if (added > 0) writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(added === 0 ? "package-lock.json is complete" : `Added ${added} entries to package-lock.json`);
