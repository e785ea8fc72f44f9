-- Legal entities, their people, their venues, and the software that acts for them.
CREATE TABLE offerers_v1 (
  offerer_id bigint PRIMARY KEY,
  name text NOT NULL,
  siren text NOT NULL,
  -- NEW, VALIDATED or CLOSED (offerers-and-venues.md, section 3.1).
  validation_status text NOT NULL,
  is_active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  validated_at timestamptz,
  closed_at timestamptz,
  revision bigint NOT NULL
);

CREATE TABLE offerer_members_v1 (
  offerer_id bigint NOT NULL,
  user_id bigint NOT NULL,
  -- NEW, PENDING, VALIDATED, REJECTED or DELETED: only VALIDATED gives access (section 4.3).
  status text NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (offerer_id, user_id)
);
CREATE INDEX offerer_members_v1_user ON offerer_members_v1 (user_id);

CREATE TABLE venues_v1 (
  venue_id bigint PRIMARY KEY,
  offerer_id bigint NOT NULL,
  name text NOT NULL,
  public_name text NOT NULL,
  siret text,
  comment text,
  booking_email text,
  withdrawal_details text,
  activity text,
  is_permanent boolean NOT NULL,
  is_open_to_public boolean NOT NULL,
  -- Null: not known.
  audio_disability_compliant boolean,
  mental_disability_compliant boolean,
  motor_disability_compliant boolean,
  visual_disability_compliant boolean,
  address_id bigint NOT NULL,
  ban_id text,
  insee_code text,
  street text NOT NULL,
  postal_code text NOT NULL,
  city text NOT NULL,
  -- Degrees.
  latitude double precision NOT NULL,
  longitude double precision NOT NULL,
  department_code text NOT NULL,
  timezone text NOT NULL,
  is_manual_edition boolean NOT NULL,
  created_at timestamptz NOT NULL,
  revision bigint NOT NULL
);
CREATE INDEX venues_v1_offerer ON venues_v1 (offerer_id);

CREATE TABLE providers_v1 (
  provider_id bigint PRIMARY KEY,
  name text NOT NULL,
  is_active boolean NOT NULL,
  revision bigint NOT NULL
);

CREATE TABLE venue_providers_v1 (
  venue_id bigint NOT NULL,
  provider_id bigint NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (provider_id, venue_id)
);
CREATE INDEX venue_providers_v1_venue ON venue_providers_v1 (venue_id);

CREATE TABLE api_keys_v1 (
  prefix text PRIMARY KEY,
  provider_id bigint NOT NULL,
  -- `$sha3_512$<salt>$<hex digest>` (section 9).
  secret_hash text NOT NULL,
  is_revoked boolean NOT NULL,
  revision bigint NOT NULL
);

CREATE VIEW offerers AS SELECT * FROM offerers_v1;
CREATE VIEW offerer_members AS SELECT * FROM offerer_members_v1;
CREATE VIEW venues AS SELECT * FROM venues_v1;
CREATE VIEW providers AS SELECT * FROM providers_v1;
CREATE VIEW venue_providers AS SELECT * FROM venue_providers_v1;
CREATE VIEW api_keys AS SELECT * FROM api_keys_v1;
