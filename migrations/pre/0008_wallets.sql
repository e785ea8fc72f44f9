CREATE TABLE deposits_v1 (
  deposit_id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  type text NOT NULL,
  -- What was granted first and all recredits.
  amount_cents bigint NOT NULL,
  -- Null: the cap does not apply.
  digital_cap_cents bigint,
  physical_cap_cents bigint,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  source text NOT NULL,
  -- A JSON list of {type, amountCents, recreditedAt}.
  recredits jsonb NOT NULL,
  revision bigint NOT NULL
);
CREATE INDEX deposits_v1_user ON deposits_v1 (user_id);

-- What each booking took from a wallet. Stays when it is refunded.
CREATE TABLE wallet_debits_v1 (
  booking_id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  offer_id bigint NOT NULL,
  -- Null: a free booking made with an expired credit.
  deposit_id bigint,
  -- Unit price times quantity.
  amount_cents bigint NOT NULL,
  is_digital boolean NOT NULL,
  is_physical boolean NOT NULL,
  is_refunded boolean NOT NULL,
  revision bigint NOT NULL
);
CREATE INDEX wallet_debits_v1_user ON wallet_debits_v1 (user_id);

CREATE VIEW deposits AS SELECT * FROM deposits_v1;
CREATE VIEW wallet_debits AS SELECT * FROM wallet_debits_v1;

-- One row a deposit: what it held and what live bookings took from it, in all and under each cap.
CREATE VIEW wallets AS
SELECT
  deposits.*,
  spent.spent_cents,
  spent.digital_spent_cents,
  spent.physical_spent_cents
FROM deposits
CROSS JOIN LATERAL (
  SELECT
    coalesce(sum(amount_cents), 0)::bigint AS spent_cents,
    coalesce(sum(amount_cents) FILTER (WHERE is_digital), 0)::bigint AS digital_spent_cents,
    coalesce(sum(amount_cents) FILTER (WHERE is_physical), 0)::bigint AS physical_spent_cents
  FROM wallet_debits
  WHERE wallet_debits.user_id = deposits.user_id
    AND wallet_debits.deposit_id = deposits.deposit_id
    AND NOT wallet_debits.is_refunded
) AS spent;
