import { type ConnectionOptions, connect, type NatsConnection } from "nats";

/**
 * One connection for one tenure of work. It never reconnects by itself: what a lost connection had not delivered is then
 * surely never delivered late, and whoever worked with it starts again from what the server has stored.
 *
 * `urls` is one URL or several with commas: `nats://127.0.0.1:4222`, `nats://user:pass@host`, `nats://token@host`,
 * `tls://host`. User, password and token are taken from the first URL that has any.
 */
export const connectNats = async (urls: string, name: string): Promise<NatsConnection> =>
  connect({
    ...serversOf(urls),
    name,
    reconnect: false,
    timeout: 5_000,
    // A peer that vanished without closing is noticed after 10 to 15 s.
    pingInterval: 5_000,
    maxPingOut: 2,
  });

const serversOf = (urls: string): ConnectionOptions => {
  const parsed = urls.split(",").map(parseUrl);
  const credentials = parsed.find(({ username }) => username !== "");
  return {
    servers: parsed.map(({ host }) => host),
    ...(parsed.some(({ protocol }) => protocol === "tls:") ? { tls: {} } : {}),
    ...(credentials === undefined ? {} : credentialsOf(credentials)),
  };
};

const parseUrl = (text: string): URL => {
  const trimmed = text.trim();
  const url = trimmed.includes("://") ? trimmed : `nats://${trimmed}`;
  if (!URL.canParse(url)) throw new Error("NATS_URL is not a URL. Write it like nats://127.0.0.1:4222");
  return new URL(url);
};

const credentialsOf = ({ username, password }: URL): ConnectionOptions =>
  password === ""
    ? { token: decodeURIComponent(username) }
    : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
