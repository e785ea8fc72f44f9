import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { OperatorError } from "#embedded/operator-error.js";

/**
 * A port of the loopback interface to listen on: the wanted one, or a free one for 0.
 * A taken port is refused with the setting's name. Somebody may still take it before its user does.
 */
export const claimPort = async (setting: string, wanted: number, host = "127.0.0.1"): Promise<number> => {
  const server = createServer();
  try {
    server.listen({ port: wanted, host, exclusive: true });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch (error) {
    throw portRefused(setting, wanted, host, error);
  } finally {
    server.close();
  }
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
