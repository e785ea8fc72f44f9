/** An answer that is no success and that the HTTP edge itself decides: not signed in, no such thing, not allowed. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** 404 with the empty body that every audience answers for an unknown object (offers.md, section 20). */
export const notFound = (body: unknown = {}): HttpError => new HttpError(404, body);
