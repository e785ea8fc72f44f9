/** What the house asks of a logger: constant message text, variable data beside it. Never personal data, never a secret. */
export interface Logger {
  debug(extra: object, message: string): void;
  info(extra: object, message: string): void;
  warn(extra: object, message: string): void;
  error(extra: object, message: string): void;
}

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
