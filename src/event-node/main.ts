import { eventNodeCommand } from "./command.js";

await eventNodeCommand().parseAsync();
