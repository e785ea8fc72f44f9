import type { Command } from "commander";
import { eventNodeCommand } from "#event-node/command.js";

/** Runs the embedded event store alone. */
export const eventNode = (): Command => eventNodeCommand();
