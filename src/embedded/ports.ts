import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { OperatorError } from "#embedded/operator-error.js";

/**
 * Where free ports are looked for: below those that the kernel gives to outgoing connections, or one of these would take
 * the port between our look and its use. (Seen: a Postgres that could not listen on the port picked for it.)
 */
const free = { from: 15_000, count: 15_000 } as const;
const looks = 100;

/** A port that nobody else can listen on until it is released. Whoever connects meanwhile has the connection reset, upon which `fetch` gives up. */
export type HeldPort = { readonly port: number; release(): Promise<void> };

/**
 * A port of the loopback interface to listen on: the wanted one, or a free one for 0.
 * A taken port is refused with the setting's name. Somebody may still take it before its user does.
 */
export const claimPort = async (setting: string, wanted: number, host?: string): Promise<number> => {
  const { port, release } = await holdPort(setting, wanted, host);
  await release();
  return port;
};

/** The same for what takes seconds to get ready to listen, and releases the port just before. */
export const holdPort = async (setting: string, wanted: number, host = "127.0.0.1"): Promise<HeldPort> => {
  if (wanted !== 0) return tryPort(setting, wanted, host);
  for (let look = 1; look < looks; look += 1) {
    const port = free.from + Math.floor(Math.random() * free.count);
    const found = await tryPort(setting, port, host).catch((error: unknown) => {
      if (!(error instanceof OperatorError)) throw error;
    });
    if (found !== undefined) return found;
  }
  return tryPort(setting, 0, host);
};

const tryPort = async (setting: string, wanted: number, host: string): Promise<HeldPort> => {
  const server = createServer((socket: Socket) => void socket.resetAndDestroy()).unref();
  try {
    server.listen({ port: wanted, host, exclusive: true });
    await once(server, "listening");
  } catch (error) {
    throw portRefused(setting, wanted, host, error);
  }
  const { port } = server.address() as AddressInfo;
  return { port, release: () => new Promise((resolve) => server.close(() => resolve())) };
};

/** One line for a port that could not be listened on. */
export const portRefused = (setting: string, port: number, host: string, error: unknown): Error => {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE")
    return new OperatorError(
      `${setting}: port ${port} of ${host} is taken. Stop what listens there, or set ${setting} to another port (0 takes a free one).`,
    );
  if (code === "EACCES")
    return new OperatorError(`${setting}: this user may not listen on port ${port}. Set ${setting} above 1023.`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return new OperatorError(`API_HOST: ${host} is not an address of this machine. Use 127.0.0.1 or 0.0.0.0.`);
  return error instanceof Error ? error : new Error(String(error));
};
