-- Bookings under way over several streams (design.md, section 3): a process manager finishes or undoes the old ones.
-- A flow that is over has no row.
CREATE TABLE booking_flows_v1 (
  booking_id bigint PRIMARY KEY,
  stock_id bigint NOT NULL,
  user_id bigint NOT NULL,
  -- Known once the booking is being undone.
  offer_id bigint,
  -- Known while the seats are only reserved.
  quantity bigint,
  -- 'reserved': seats are held, the booking is not confirmed yet; 'undoing': seats and credit are to be given back.
  state text NOT NULL,
  since timestamptz NOT NULL,
  -- Of the last event of $all that the row reflects: two streams write it, whose revisions do not compare.
  position bigint NOT NULL
);
CREATE INDEX booking_flows_v1_since ON booking_flows_v1 (since);

CREATE VIEW booking_flows AS SELECT * FROM booking_flows_v1;
