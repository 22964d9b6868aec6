-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Loads a file of lines ("mailsonde --format jsonl") into PostgreSQL (15 or later, encoding UTF8), as a run of that name:
--
--     zstdcat results.jsonl.zst | psql -d mail -v run=2026-12 -f postgresql.sql
--
-- A run that is loaded again is replaced. doc/at-scale.md has questions to these tables, which are those of duckdb.sql.
-- What is null in them is not known or not there.
\set ON_ERROR_STOP on
\set QUIET on
\if :{?run}
\else
    \warn 'psql -v run=NAME: the name of the run'
    SELECT 1 / 0;
\endif
SET client_min_messages = warning;
BEGIN;

-- One target of a run, also where it is a host or an address. `line` is the whole line.
CREATE TABLE IF NOT EXISTS domains (
    run text, domain text, kind text, scanned_at timestamptz, ended text,
    mail_route text,        -- mx, implicit_mx, null_mx, mixed_null_mx, none, no_domain
    mx_dnssec text,         -- of the MX records: secure, insecure, bogus
    delivery text,          -- yes, some_senders, some_hosts, no, unknown
    main_finding text,      -- what decides delivery
    inbound text,           -- the level (doc/downgrade.md)
    submission text,
    mta_sts text,           -- absent, policy_valid, or what is wrong
    mta_sts_mode text,      -- enforce, testing, none
    tls_rpt boolean,        -- asks for reports
    errors int, warnings int, infos int, unknown int,
    line jsonb,
    PRIMARY KEY (run, domain));

-- The hosts of a target; without host_id, one that has no address.
CREATE TABLE IF NOT EXISTS domain_hosts (
    run text, domain text, host text, host_id text, is_mx boolean, preference int, level text);
CREATE INDEX IF NOT EXISTS domain_hosts_domain ON domain_hosts (run, domain);
CREATE INDEX IF NOT EXISTS domain_hosts_host ON domain_hosts (host_id);

-- A host as it was seen; those that targets and runs share are here once.
CREATE TABLE IF NOT EXISTS hosts (
    host_id text PRIMARY KEY, host text, addresses int,
    has_tlsa boolean,       -- signed TLSA records for port 25 that can be used
    line jsonb);

CREATE TABLE IF NOT EXISTS host_endpoints (
    host_id text, endpoint_id text,
    name_matches text,      -- whether the certificate is valid for the name of the host: yes, no
    tlsa_matches text,      -- whether a TLSA record matches: yes, no; null where there is none
    PRIMARY KEY (host_id, endpoint_id));
CREATE INDEX IF NOT EXISTS host_endpoints_endpoint ON host_endpoints (endpoint_id);

-- An address and port as it was seen.
CREATE TABLE IF NOT EXISTS endpoints (
    endpoint_id text PRIMARY KEY, address text, port int,
    mode text,              -- starttls, implicit_tls; null where it does not speak SMTP
    stopped_at text, stop_reason text,
    starttls text, tls text,-- offered, completed: yes, no
    tls_version text, cipher_suite text, tls_group text,
    trusted text,           -- whether the chain leads to a trusted authority: yes, no
    in_date text,           -- whether all of the chain is in date: yes, no
    sha256 text,            -- of the server's certificate
    line jsonb);
CREATE INDEX IF NOT EXISTS endpoints_sha256 ON endpoints (sha256);

-- What the TLS survey asked for: accepted is yes, no, or null.
CREATE TABLE IF NOT EXISTS endpoint_versions (
    endpoint_id text, version text, accepted text, PRIMARY KEY (endpoint_id, version));

CREATE TABLE IF NOT EXISTS certificates (
    sha256 text PRIMARY KEY, subject text, issuer text, not_before timestamptz, not_after timestamptz,
    key_type text, key_bits int, signature_algorithm text, line jsonb);

-- How a port of a host does by a policy profile.
CREATE TABLE IF NOT EXISTS host_profiles (host_id text, profile text, address text, port int, grade text,
    PRIMARY KEY (host_id, profile, address, port));

-- Findings that fail or are unknown.
CREATE TABLE IF NOT EXISTS domain_findings (run text, domain text, finding text, outcome text, severity text);
CREATE INDEX IF NOT EXISTS domain_findings_domain ON domain_findings (run, domain);
CREATE TABLE IF NOT EXISTS host_findings (
    host_id text, key text, finding text, outcome text, severity text, evidence text, PRIMARY KEY (host_id, key));

-- Those of the domain and of its hosts.
CREATE OR REPLACE VIEW findings AS
    SELECT run, domain, NULL AS host, finding, outcome, severity FROM domain_findings
    UNION ALL
    SELECT run, domain, host, finding, outcome, severity FROM domain_hosts JOIN host_findings USING (host_id);

-- Port 25 of each MX host of each domain; `valid`: TLS came about, with a certificate that is valid for the host.
CREATE OR REPLACE VIEW mx_endpoints AS
    SELECT run, domain, host, preference, has_tlsa, name_matches, tlsa_matches, endpoints.*,
        coalesce(tls = 'yes' AND trusted = 'yes' AND in_date = 'yes' AND name_matches = 'yes', false) AS valid
    FROM domain_hosts JOIN hosts USING (host_id, host) JOIN host_endpoints USING (host_id)
        JOIN endpoints USING (endpoint_id)
    WHERE is_mx AND port = 25;

-- The addresses and ports of a run, once each.
CREATE OR REPLACE VIEW run_endpoints AS
    SELECT run, endpoints.*
    FROM (SELECT DISTINCT run, endpoint_id FROM domain_hosts JOIN host_endpoints USING (host_id)) AS seen
        JOIN endpoints USING (endpoint_id);

-- A line that is no JSON, or is cut off, is null. jsonb has no U+0000 and no half of a surrogate pair: they become
-- U+FFFD.
CREATE OR REPLACE FUNCTION pg_temp.as_line(bytes text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    text text;
BEGIN
    text := convert_from(convert_to(bytes, 'LATIN1'), 'UTF8');
    BEGIN
        RETURN text::jsonb;
    EXCEPTION WHEN OTHERS THEN
        RETURN regexp_replace(text, '(?<!\\)((\\\\)*)\\u(0000|d[89a-f][0-9a-f]{2})', '\1\\ufffd', 'gi')::jsonb;
    END;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

-- Neither backslashes nor bytes that are no UTF-8 may mean anything here: as CSV with a quote and a delimiter that JSON
-- cannot have, and with an encoding that has all bytes.
CREATE TEMP TABLE loaded (number bigint GENERATED ALWAYS AS IDENTITY, bytes text);
SET client_encoding = 'LATIN1';
\copy loaded (bytes) FROM pstdin WITH (FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01')
SET client_encoding = 'UTF8';
CREATE TEMP TABLE lines AS
    SELECT number, line->>'kind' AS kind, line->>'id' AS id, line
    FROM (SELECT number, pg_temp.as_line(bytes) AS line FROM loaded WHERE bytes <> '') AS parsed;
DROP TABLE loaded;

-- Of a target that comes several times the last line counts.
DELETE FROM domains WHERE run = :'run';
DELETE FROM domain_hosts WHERE run = :'run';
DELETE FROM domain_findings WHERE run = :'run';
CREATE TEMP TABLE targets AS
    SELECT id AS domain, line FROM lines
    WHERE number IN (SELECT max(number) FROM lines WHERE kind = 'domain' GROUP BY id);
INSERT INTO domains
    SELECT :'run', domain, line->'target'->>'kind', (line->>'started_at')::timestamptz, line->>'ended',
        line->'domain'->>'mail_route', line->'domain'->'mx_lookup'->>'dnssec', line->'verdict'->>'delivery',
        line->'verdict'->'main_finding'->>'id', line->'verdict'->>'inbound', line->'verdict'->>'submission',
        line->'domain'->'mta_sts'->>'status', line->'domain'->'mta_sts'->'policy'->>'mode',
        line->'domain'->'tls_rpt'->'rua' IS NOT NULL,
        (line->'counts'->>'errors')::int, (line->'counts'->>'warnings')::int, (line->'counts'->>'infos')::int,
        (line->'counts'->>'unknown')::int, line
    FROM targets;
INSERT INTO domain_hosts
    SELECT :'run', domain, coalesce(host->>'name', regexp_replace(host->>'id', '#[0-9a-f]*$', '')), host->>'id',
        coalesce((host->>'is_mx')::boolean, false), (host->>'mx_preference')::int, host->>'level'
    FROM targets, jsonb_array_elements(line->'hosts') AS host;
INSERT INTO domain_findings
    SELECT :'run', domain, finding->>'id', finding->>'outcome', finding->>'severity'
    FROM targets, jsonb_array_elements(line->'findings') AS finding;

-- Parts with the same id say the same.
INSERT INTO hosts
    SELECT id, line->>'name', jsonb_array_length(line->'addresses'),
        line @? '$.tlsa_sets[*] ? (@.port == 25 && @.lookup.dnssec == "secure").records[*] ? (@.usable == true)', line
    FROM lines WHERE kind = 'host'
    ON CONFLICT DO NOTHING;
INSERT INTO host_endpoints
    SELECT id, endpoint->>'id',
        jsonb_path_query_first(endpoint, '$.names[*] ? (@.name == $name).matches',
                               jsonb_build_object('name', line->'name'))#>>'{}',
        CASE WHEN endpoint @? '$.tlsa_matches[*] ? (@.matches == "yes")' THEN 'yes'
             WHEN endpoint @? '$.tlsa_matches[*] ? (@.matches == "no")' THEN 'no' END
    FROM lines, jsonb_array_elements(line->'endpoints') AS endpoint WHERE kind = 'host'
    ON CONFLICT DO NOTHING;
INSERT INTO host_profiles
    SELECT id, profile->>'profile', profile->>'address', (profile->>'port')::int, profile->>'grade'
    FROM lines, jsonb_array_elements(line->'profiles') AS profile WHERE kind = 'host'
    ON CONFLICT DO NOTHING;
INSERT INTO host_findings
    SELECT id, finding->>'key', finding->>'id', finding->>'outcome', finding->>'severity', finding->>'evidence'
    FROM lines, jsonb_array_elements(line->'findings') AS finding WHERE kind = 'host'
    ON CONFLICT DO NOTHING;

-- The session that says how the port speaks: the last main one in the mode that was found, else the first.
INSERT INTO endpoints
    SELECT id, line->>'address', (line->>'port')::int, line->>'found', session->'stop'->>'at', session->'stop'->>'reason',
        session->'starttls'->>'offered', session->'tls'->>'completed', session->'tls'->>'version',
        session->'tls'->>'cipher_suite', session->'tls'->>'group', session->'tls'->'verification'->>'trusted',
        session->'tls'->'verification'->>'in_date', session->'tls'->'chain'->0->>'sha256', line
    FROM lines, coalesce(
        jsonb_path_query_array(line, '$.sessions[*] ? (@.purpose == "main" && @.tried == $.found)')->-1,
        jsonb_path_query_first(line, '$.sessions[*] ? (@.purpose == "main")')) AS session
    WHERE kind = 'endpoint'
    ON CONFLICT DO NOTHING;
INSERT INTO endpoint_versions
    SELECT id, version->>'version', version->>'accepted'
    FROM lines, jsonb_array_elements(line->'tls_survey'->'versions') AS version WHERE kind = 'endpoint'
    ON CONFLICT DO NOTHING;
INSERT INTO certificates
    SELECT id, line->>'subject', line->>'issuer', (line->>'not_before')::timestamptz,
        (line->>'not_after')::timestamptz, line->>'key_type', (line->>'key_bits')::int, line->>'signature_algorithm', line
    FROM lines WHERE kind = 'certificate'
    ON CONFLICT DO NOTHING;

SELECT count(*) FILTER (WHERE kind = 'domain') AS targets, count(*) FILTER (WHERE kind = 'summary') AS ends_of_runs,
    count(*) FILTER (WHERE line IS NULL) AS unreadable_lines FROM lines;
COMMIT;
ANALYZE;
