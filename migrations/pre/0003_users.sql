-- Who is who. The only read model that holds personal data.
CREATE TABLE users_v1 (
  user_id bigint PRIMARY KEY,
  email text NOT NULL,
  first_name text,
  last_name text,
  civility text,
  date_of_birth date,
  validated_birth_date date,
  phone_number text,
  address text,
  city text,
  postal_code text,
  departement_code text,
  activity text,
  -- An argon2id hash; null for an account without a password.
  password_hash text,
  is_email_validated boolean NOT NULL,
  -- A JSON list of role names, in the order in which they were granted.
  roles jsonb NOT NULL,
  registered_at timestamptz NOT NULL,
  last_connected_at timestamptz,
  revision bigint NOT NULL
);
CREATE INDEX users_v1_email ON users_v1 (email);

CREATE VIEW users AS SELECT * FROM users_v1;
