CREATE TABLE bookings_v1 (
  booking_id bigint PRIMARY KEY,
  token text NOT NULL,
  user_id bigint NOT NULL,
  stock_id bigint NOT NULL,
  offer_id bigint NOT NULL,
  -- Copied from the offer at booking time, as the offerer.
  venue_id bigint NOT NULL,
  offerer_id bigint NOT NULL,
  deposit_id bigint,
  quantity bigint NOT NULL,
  -- Of one seat, frozen at booking time.
  unit_amount_cents bigint NOT NULL,
  price_category_label text,
  cancellation_limit_date timestamptz,
  booked_at timestamptz NOT NULL,
  -- CONFIRMED, USED, REIMBURSED or CANCELLED (bookings-and-stocks.md, section 6).
  status text NOT NULL,
  used_at timestamptz,
  -- OFFERER, BACKOFFICE or AUTO; stays when the booking is marked unused.
  validation_author text,
  cancelled_at timestamptz,
  cancellation_reason text,
  cancellation_author_id bigint,
  -- Null until the user filed it.
  display_as_ended boolean,
  revision bigint NOT NULL
);
CREATE UNIQUE INDEX bookings_v1_token ON bookings_v1 (token);
CREATE INDEX bookings_v1_user ON bookings_v1 (user_id, booking_id);
CREATE INDEX bookings_v1_venue ON bookings_v1 (venue_id, booked_at);
CREATE INDEX bookings_v1_offer ON bookings_v1 (offer_id);
CREATE INDEX bookings_v1_stock ON bookings_v1 (stock_id);

CREATE VIEW bookings AS SELECT * FROM bookings_v1;
