-- Contrib modules that every managed Postgres has: French search without accents, trigrams for typing errors,
-- distances on the globe for "near me" (design.md, section 5).
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION IF NOT EXISTS earthdistance;
