-- How far each projection has come in the log. Moves in the transaction that writes the rows.
CREATE TABLE projection_checkpoints (
  projection text NOT NULL,
  version bigint NOT NULL,
  -- Everything up to this position of $all is in the tables, or parked.
  position bigint NOT NULL,
  -- Raised by a rebuild when it swaps the tables, so that a running projector begins anew from what it finds.
  generation bigint NOT NULL DEFAULT 0,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (projection, version)
);

-- Events that a projection could not handle, and the later ones of their streams. Only where they stand in the log:
-- what they say is read again when they are unparked, through the upcasters of that day.
CREATE TABLE parked_events (
  projection text NOT NULL,
  version bigint NOT NULL,
  stream text NOT NULL,
  revision bigint NOT NULL,
  position bigint NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  -- Null for an event that only waits behind an earlier one of its stream.
  reason text,
  parked_at timestamptz NOT NULL DEFAULT now(),
  -- Set by the operator; the active runner then tries the stream again.
  unpark_requested_at timestamptz,
  PRIMARY KEY (projection, version, stream, revision)
);
