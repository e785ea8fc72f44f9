import { createHmac, timingSafeEqual } from "node:crypto";
import fastify from "fastify";
import pg from "pg";

/**
 * The baseline of bench/bookings.ts: the same route over the same Fastify, JSON and Postgres (fsync on), the way a SQL
 * backend does it. One transaction: lock the stock row, then the user row, check in the order of the domain document,
 * sum the credit, insert, update. Prepared statements, a pool of a size that was tried out, a token of 30^6 with a unique
 * index. It prints its URL when it listens, and ends with its standard input.
 */
const [databaseUrl = "", jwtSecret = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: Number(process.env["POOL"] ?? 16) });
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ234567";
const token = (): string =>
  Array.from({ length: 6 }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join("");

const userOf = (authorization: string | undefined): number | undefined => {
  const [head, body, signature] = (authorization ?? "").replace("Bearer ", "").split(".");
  if (signature === undefined) return undefined;
  const wanted = createHmac("sha256", jwtSecret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const { sub, exp } = JSON.parse(Buffer.from(body ?? "", "base64url").toString()) as { sub: string; exp: number };
  return exp * 1_000 > Date.now() ? Number(sub) : undefined;
};

const statements = {
  stock: `SELECT s.id, s.price_cents, s.quantity, s.booked, s.beginning, s.booking_limit, o.id AS offer_id, o.venue_id,
            o.is_duo, o.published_at, o.validation, f.id AS offerer_id, f.is_active
          FROM stock s JOIN offer o ON o.id = s.offer_id JOIN offerer f ON f.id = o.offerer_id
          WHERE s.id = $1 FOR UPDATE OF s`,
  user: "SELECT id, is_beneficiary FROM account WHERE id = $1 FOR UPDATE",
  taken: "SELECT 1 FROM booking WHERE user_id = $1 AND offer_id = $2 AND status <> 'CANCELLED' LIMIT 1",
  credit: `SELECT d.id, d.amount_cents - coalesce(sum(b.amount_cents * b.quantity) FILTER (WHERE b.status <> 'CANCELLED'), 0) AS left
           FROM deposit d LEFT JOIN booking b ON b.deposit_id = d.id
           WHERE d.user_id = $1 AND d.expires_at > now() GROUP BY d.id`,
  insert: `INSERT INTO booking (user_id, stock_id, offer_id, venue_id, offerer_id, deposit_id, quantity, amount_cents, token, status, created_at, cancellation_limit)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'CONFIRMED', now(), $10)
           ON CONFLICT (token) DO NOTHING RETURNING id`,
  update: "UPDATE stock SET booked = booked + $2 WHERE id = $1",
} as const;

const refuse = (code: string): { readonly status: number; readonly body: object } => ({ status: 400, body: { code } });

const book = async (userId: number, stockId: number, quantity: number) => {
  const client = await pool.connect();
  const query = (name: keyof typeof statements, values: unknown[]) =>
    client.query({ name, text: statements[name], values });
  const end = async <T>(how: "COMMIT" | "ROLLBACK", answer: T): Promise<T> => {
    await client.query(how);
    return answer;
  };
  try {
    await client.query("BEGIN");
    const {
      rows: [stock],
    } = await query("stock", [stockId]);
    if (!stock) return await end("ROLLBACK", { status: 400, body: { stock: "stock introuvable" } });
    const {
      rows: [user],
    } = await query("user", [userId]);
    if (!user?.is_beneficiary) return await end("ROLLBACK", refuse("INSUFFICIENT_CREDIT"));
    const { rowCount: taken } = await query("taken", [userId, stock.offer_id]);
    if (taken) return await end("ROLLBACK", refuse("ALREADY_BOOKED"));
    if (quantity !== 1 && !(quantity === 2 && stock.is_duo))
      return await end("ROLLBACK", { status: 400, body: { quantity: ["1"] } });
    const now = new Date();
    const isOpen = stock.validation === "APPROVED" && stock.published_at <= now && stock.is_active;
    const isLate = stock.beginning <= now || stock.booking_limit <= now;
    if (!isOpen || isLate || stock.quantity - stock.booked < quantity)
      return await end("ROLLBACK", refuse("STOCK_NOT_BOOKABLE"));
    const {
      rows: [deposit],
    } = await query("credit", [userId]);
    if (!deposit || Number(deposit.left) < stock.price_cents * quantity)
      return await end("ROLLBACK", refuse("INSUFFICIENT_CREDIT"));
    const limit = new Date(now.getTime() + 48 * 3_600_000);
    // A token that somebody has is drawn anew, as the original does.
    let bookingId: number | undefined;
    while (bookingId === undefined) {
      const { offer_id, venue_id, offerer_id, price_cents } = stock;
      const values = [
        userId,
        stockId,
        offer_id,
        venue_id,
        offerer_id,
        deposit.id,
        quantity,
        price_cents,
        token(),
        limit,
      ];
      bookingId = (await query("insert", values)).rows[0]?.id;
    }
    await query("update", [stockId, quantity]);
    return await end("COMMIT", { status: 200, body: { bookingId: Number(bookingId) } });
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};

const app = fastify();
app.post<{ Body: { stockId: number; quantity: number } }>(
  "/native/v1/bookings",
  {
    schema: {
      body: {
        type: "object",
        additionalProperties: false,
        required: ["stockId", "quantity"],
        properties: { stockId: { type: "integer", minimum: 1 }, quantity: { type: "integer" } },
      },
      response: { 200: { type: "object", properties: { bookingId: { type: "integer" } } } },
    },
  },
  async (request, reply) => {
    const userId = userOf(request.headers.authorization);
    if (userId === undefined) return reply.code(401).send({});
    const { status, body } = await book(userId, request.body.stockId, request.body.quantity);
    return reply.code(status).send(body);
  },
);
console.log(await app.listen({ host: "127.0.0.1", port: 0 }));
process.stdin.on("end", () => process.exit(0)).resume();
