import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Leashed } from "#embedded/leash.js";
import { OperatorError } from "#embedded/operator-error.js";

export type Greeting = {
  port: number;
  child: Leashed;
  logFile: string;
  /** What we say first, for servers that wait to be asked. */
  ask?: string;
  isGreeting: (text: string) => boolean;
};

const readyWithinMs = 30_000;

/** Waits until a server that we started answers on its port as it should. */
export const untilGreets = async (name: string, greeting: Greeting): Promise<void> => {
  const deadline = Date.now() + readyWithinMs;
  let ended = false;
  void greeting.child.exited.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    if (greeting.isGreeting(await firstWords(greeting))) return;
    await sleep(20);
  }
  const what = ended ? "ended while starting" : `was not ready within ${readyWithinMs / 1000} s`;
  throw new OperatorError(`${name} ${what}. Its log says why: ${greeting.logFile}`);
};

const firstWords = ({ port, ask }: Greeting): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (text: string) => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(2_000, () => answer(""));
    socket.on("error", () => answer(""));
    socket.on("close", () => answer(""));
    socket.on("data", (bytes) => answer(bytes.toString("utf8")));
    if (ask) socket.write(ask);
  });
