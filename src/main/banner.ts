import type { RunState } from "#embedded/run-state.js";
import type { Showcase } from "#main/showcase.js";

/** What a person needs to know once everything serves: where, who can sign in, and a first booking to try. */
export const banner = (state: RunState, showcase: Showcase | null): string =>
  [
    "",
    "The backend serves. Ctrl-C stops everything.",
    "",
    line("API", `${state.api} (documentation: ${state.api}/docs)`),
    line("Event store", state.eventstore),
    line("Postgres", state.postgres),
    line("NATS", state.nats ?? "none: no outside worker can subscribe, ours read the event store"),
    line("Redis", state.redis ?? "none: memory is used"),
    line("Data", state.dataDir),
    "",
    ...(showcase
      ? [...accounts(showcase), ...firstBooking(state, showcase)]
      : ["Data to play with: ./pc sandbox -n tiny", ""]),
    "",
  ].join("\n");

const line = (name: string, value: string | null): string => `  ${name.padEnd(14)}${value ?? "-"}`;

const accounts = ({ accounts: known, apiKeys, password }: Showcase): string[] => [
  `Accounts (password ${password})`,
  ...known.map(({ email, who }) => `  ${email.padEnd(30)}${who}`),
  ...apiKeys.map((key) => `  API key ${key}`),
  "",
];

/** Two calls in one line: sign in, and book with the token. */
const firstBooking = ({ api }: RunState, { accounts: known, password, bookable }: Showcase): string[] => {
  const young = known.find(({ email }) => email.startsWith("bene_"));
  if (!young || bookable === null) return [];
  const json = "-H 'Content-Type: application/json'";
  const signin = `curl -s ${api}/native/v1/signin ${json} -d '{"identifier":"${young.email}","password":"${password}"}'`;
  const token = `$(${signin} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
  return [
    `Book "${bookable.name}":`,
    `  curl -s ${api}/native/v1/bookings -H "Authorization: Bearer ${token}" ${json} -d '{"stockId":${bookable.stockId},"quantity":1}'`,
  ];
};
