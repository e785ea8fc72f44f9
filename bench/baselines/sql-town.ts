import pg from "pg";
import type { TownSize } from "#bench/support/booking-town.js";

const schema = `
  CREATE TABLE account (id bigint PRIMARY KEY, is_beneficiary boolean NOT NULL);
  CREATE TABLE offerer (id bigint PRIMARY KEY, is_active boolean NOT NULL);
  CREATE TABLE offer (id bigint PRIMARY KEY, offerer_id bigint NOT NULL REFERENCES offerer, venue_id bigint NOT NULL,
    is_duo boolean NOT NULL, validation text NOT NULL, published_at timestamptz NOT NULL);
  CREATE TABLE stock (id bigint PRIMARY KEY, offer_id bigint NOT NULL REFERENCES offer, price_cents int NOT NULL,
    quantity int, booked int NOT NULL DEFAULT 0, beginning timestamptz, booking_limit timestamptz,
    CHECK (booked <= quantity)) WITH (fillfactor = 70);
  CREATE TABLE deposit (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES account, amount_cents int NOT NULL, expires_at timestamptz NOT NULL);
  CREATE INDEX ON deposit (user_id);
  CREATE TABLE booking (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES account, stock_id bigint NOT NULL REFERENCES stock,
    offer_id bigint NOT NULL, venue_id bigint NOT NULL, offerer_id bigint NOT NULL, deposit_id bigint REFERENCES deposit,
    quantity int NOT NULL, amount_cents int NOT NULL, token char(6) NOT NULL UNIQUE, status text NOT NULL,
    created_at timestamptz NOT NULL, cancellation_limit timestamptz);
  CREATE INDEX ON booking (user_id, offer_id);
  CREATE INDEX ON booking (deposit_id);
  CREATE INDEX ON booking (stock_id);
  CREATE INDEX ON booking (venue_id, created_at);`;

const content = `
  INSERT INTO account SELECT n, true FROM generate_series(1, $1) n;
  INSERT INTO deposit SELECT n, n, 15000, now() + interval '2 years' FROM generate_series(1, $1) n;
  INSERT INTO offerer VALUES (1, true);
  INSERT INTO offer SELECT n, 1, 1, true, 'APPROVED', now() FROM generate_series(1, $3 + 1) n;
  INSERT INTO stock SELECT n, n, 1000, CASE n WHEN 1 THEN $2 ELSE $1 END, 0, now() + interval '30 days', now() + interval '30 days'
    FROM generate_series(1, $3 + 1) n;
  ANALYZE`;

export interface SqlTown {
  readonly url: string;
  readonly userIds: readonly number[];
  readonly hotStockId: number;
  readonly spreadStockIds: readonly number[];
  readonly seatsSold: (stockId: number) => Promise<number>;
  readonly drop: () => Promise<void>;
}

/** The same town for the baseline, in a database of its own on the same Postgres. */
export const makeSqlTown = async (
  postgresUrl: string,
  { people, hotSeats, spreadStocks }: TownSize,
): Promise<SqlTown> => {
  const name = `baseline_${process.pid}`;
  const admin = new pg.Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(postgresUrl), { pathname: `/${name}` }).href;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(schema);
  const values = [people, hotSeats, spreadStocks];
  await client.query(content.replaceAll(/\$([123])/g, (_, index) => String(values[Number(index) - 1])));
  return {
    url,
    userIds: Array.from({ length: people }, (_, index) => index + 1),
    hotStockId: 1,
    spreadStockIds: Array.from({ length: spreadStocks }, (_, index) => index + 2),
    seatsSold: async (stockId) =>
      Number(
        (await client.query("SELECT coalesce(sum(quantity), 0) AS sold FROM booking WHERE stock_id = $1", [stockId]))
          .rows[0].sold,
      ),
    drop: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
};
