CREATE TABLE stocks_v1 (
  stock_id bigint PRIMARY KEY,
  offer_id bigint NOT NULL,
  price_cents bigint NOT NULL,
  price_category_id bigint,
  price_category_label text,
  -- All that can ever be sold; null is unlimited.
  quantity bigint,
  -- Seats that live bookings hold.
  booked_quantity bigint NOT NULL,
  -- Events only.
  beginning_datetime timestamptz,
  booking_limit_datetime timestamptz,
  revision bigint NOT NULL
);
CREATE INDEX stocks_v1_offer ON stocks_v1 (offer_id, stock_id);

CREATE VIEW stocks AS SELECT * FROM stocks_v1;
