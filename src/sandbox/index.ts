import type { Issue } from "#application/command.js";
import type { Sandbox, SandboxContent } from "#sandbox/define-sandbox.js";
import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import { createFactories } from "#sandbox/factories/index.js";
import { defaultPassword } from "#sandbox/factories/users.js";
import { namedThings } from "#sandbox/named-things.js";
import { tiny } from "#sandbox/sets/tiny.js";

/** Every ready-made data set by name. */
export const sandboxes: Readonly<Record<string, Sandbox>> = { tiny };

export interface SandboxReport extends SandboxContent {
  readonly name: string;
  /** How many appends the run made: 0 when everything was there already. */
  readonly appends: number;
  /** Of all the accounts. */
  readonly password: string;
  /** Of the last append, for readers that must see the sandbox; null when there was none. */
  readonly position: bigint | null;
}

export interface SandboxProgress {
  /** Steps that are over, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

/** There is no sandbox of that name. Says which there are. */
export class UnknownSandbox extends Error {
  override readonly name = "UnknownSandbox";
}

/**
 * Fills the system with a ready-made data set, by commands: a sandbox is a history like any other. Run again, also after
 * it was cut short, it makes what is missing and nothing twice. Two runs at the same time are not foreseen.
 */
export const runSandbox = async (
  name: string,
  { onProgress, ...tools }: SandboxTools & { readonly onProgress?: ((progress: SandboxProgress) => void) | undefined },
): Promise<SandboxReport> => {
  const sandbox = sandboxes[name];
  if (sandbox === undefined)
    throw new UnknownSandbox(`There is no sandbox "${name}". Sandboxes: ${Object.keys(sandboxes).join(", ")}.`);
  const total = sandbox.steps;
  const counted = countAppends(tools.issue);
  let begun = 0;
  const content = await sandbox.fill({
    ...namedThings(name, { ...tools, issue: counted.issue }),
    factories: createFactories({ ...tools, issue: counted.issue }),
    load: tools.load,
    at: tools.clock.now(),
    step: (label) => onProgress?.({ done: begun++, total, label }),
  });
  onProgress?.({ done: total, total, label: "done" });
  return { name, appends: counted.appends(), password: defaultPassword, position: counted.position(), ...content };
};

const countAppends = (issue: Issue) => {
  let appends = 0;
  let position: bigint | null = null;
  const counting: Issue = async (...args) => {
    const issued = await issue(...args);
    appends += issued.receipts.length;
    for (const receipt of issued.receipts)
      if (position === null || receipt.position > position) position = receipt.position;
    return issued;
  };
  return { issue: counting, appends: () => appends, position: () => position };
};
