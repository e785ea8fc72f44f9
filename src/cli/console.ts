import { once } from "node:events";
import { start } from "node:repl";
import { Command } from "commander";
import { configOfRunning } from "#cli/running-backend.js";

/** A prompt on the running backend, with the factories and the command runner at hand. */
export const console = (): Command =>
  new Command("console")
    .summary("a JavaScript prompt with factories and commands at hand")
    .description(
      "Opens a JavaScript prompt on the running backend. await works; .names lists what is at hand; .exit leaves.",
    )
    .addHelpText("after", "\nExample:\n  ./pc console\n  pc> await factories.users.create({ firstName: 'Ada' })")
    .action(async () => {
      const config = await configOfRunning();
      const { openConsole } = await import("#main/console.js");
      const { close, ...names } = await openConsole(config);
      try {
        const prompt = start({ prompt: "pc> ", useGlobal: false });
        Object.assign(prompt.context, names);
        const list = () => {
          prompt.output.write(`${Object.keys(names).join(", ")}\n`);
          prompt.displayPrompt();
        };
        prompt.defineCommand("names", { help: "List what is at hand", action: list });
        await once(prompt, "exit");
      } finally {
        await close();
      }
    });
