/** `npm run bench -- append [options]` runs bench/append.ts. */
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !/^[a-z-]+$/.test(name))
  throw new Error("Name a benchmark, for example: npm run bench -- append");
const { run } = (await import(`./${name}.ts`)) as { run: (args: readonly string[]) => Promise<void> };
await run(args);
process.exit(0);
