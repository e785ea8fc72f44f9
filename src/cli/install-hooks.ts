import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { checkoutFolder } from "#config/settings.js";
import { OperatorError } from "#embedded/operator-error.js";
import { output } from "#embedded/run-as.js";

const preCommit = `#!/bin/sh
# Written by ./pc install-hooks. Looks at what is about to be committed; git commit --no-verify goes around it.
set -eu
cd "$(git rev-parse --show-toplevel)"
staged=$(git diff --cached --name-only --diff-filter=ACMR)
[ -n "$staged" ] || exit 0
npx --no-install biome check --staged --no-errors-on-unmatched
git diff --cached --name-only --diff-filter=ACMR -z | xargs -0 npx --no-install secretlint --secretlintignore .gitignore
if printf '%s\\n' "$staged" | grep -q '\\.ts$'; then npx --no-install tsc --noEmit; fi
`;

/** Git hooks of this checkout. */
export const installHooks = (): Command =>
  new Command("install-hooks")
    .summary("check format, types and secrets before each commit")
    .description("Writes a git hook that checks format, lint, types and secrets of what is staged before each commit.")
    .addHelpText("after", "\nExample:\n  ./pc install-hooks")
    .action(async () => {
      const hooks = await output("git", [
        "-C",
        checkoutFolder,
        "rev-parse",
        "--path-format=absolute",
        "--git-path",
        "hooks",
      ]);
      if (!hooks) throw new OperatorError(`${checkoutFolder} is not a git checkout, so it has no hooks.`);
      const file = join(hooks, "pre-commit");
      await mkdir(hooks, { recursive: true });
      await writeFile(file, preCommit);
      await chmod(file, 0o755);
      process.stdout.write(`Wrote ${file}\n`);
    });
