import { createServer, type Socket } from "node:net";

/** A server on a free port that takes connections and never says a word. */
export const listening = async (): Promise<{ port: number; close: () => void }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: typeof address === "object" && address ? address.port : 0, close };
};
