CREATE TABLE offers_v1 (
  offer_id bigint PRIMARY KEY,
  venue_id bigint NOT NULL,
  offerer_id bigint NOT NULL,
  name text NOT NULL,
  subcategory_id text NOT NULL,
  description text,
  duration_minutes bigint,
  ean text,
  -- Only keys that the subcategory knows (offers.md, section 5).
  extra_data jsonb NOT NULL,
  url text,
  external_ticket_office_url text,
  booking_contact text,
  booking_email text,
  withdrawal_type text,
  withdrawal_delay_seconds bigint,
  withdrawal_details text,
  is_duo boolean NOT NULL,
  is_national boolean NOT NULL,
  audio_disability_compliant boolean,
  mental_disability_compliant boolean,
  motor_disability_compliant boolean,
  visual_disability_compliant boolean,
  -- DRAFT, PENDING, APPROVED or REJECTED (section 3); what else the status says depends on the time of reading (2.1).
  validation text NOT NULL,
  publication_datetime timestamptz,
  booking_allowed_datetime timestamptz,
  -- Reference of the price-limitation rule (section 9.3).
  last_validation_price_cents bigint,
  -- When it was first published, whatever became of it.
  finalized_at timestamptz,
  -- A JSON list of {priceCategoryId, label, priceCents}.
  price_categories jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  revision bigint NOT NULL
);
CREATE INDEX offers_v1_venue ON offers_v1 (venue_id, offer_id DESC);
CREATE INDEX offers_v1_offerer ON offers_v1 (offerer_id, offer_id DESC);
CREATE INDEX offers_v1_ean ON offers_v1 (ean) WHERE ean IS NOT NULL;

CREATE VIEW offers AS SELECT * FROM offers_v1;
