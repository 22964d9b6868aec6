-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Loads a file of lines ("mailsonde --format jsonl"), compressed or not, into DuckDB (1.3 or later), as a run of that name:
--
--     SET VARIABLE file = 'results.jsonl.zst';
--     SET VARIABLE run = '2026-12';
--     .read duckdb.sql
--
-- A run that is loaded again is replaced. doc/at-scale.md has questions to these tables, which are those of
-- postgresql.sql: what the columns are is said there.
BEGIN;
CREATE TABLE IF NOT EXISTS domains (
    run text, domain text, kind text, scanned_at timestamptz, ended text, mail_route text, mx_dnssec text, delivery text,
    main_finding text, inbound text, submission text, mta_sts text, mta_sts_mode text, tls_rpt boolean,
    errors int, warnings int, infos int, unknown int, line json);
CREATE TABLE IF NOT EXISTS domain_hosts (
    run text, domain text, host text, host_id text, is_mx boolean, preference int, level text);
CREATE TABLE IF NOT EXISTS hosts (host_id text, host text, addresses int, has_tlsa boolean, line json);
CREATE TABLE IF NOT EXISTS host_endpoints (host_id text, endpoint_id text, name_matches text, tlsa_matches text);
CREATE TABLE IF NOT EXISTS endpoints (
    endpoint_id text, address text, port int, mode text, stopped_at text, stop_reason text, starttls text, tls text,
    tls_version text, cipher_suite text, tls_group text, trusted text, in_date text, sha256 text, line json);
CREATE TABLE IF NOT EXISTS endpoint_versions (endpoint_id text, version text, accepted text);
CREATE TABLE IF NOT EXISTS certificates (
    sha256 text, subject text, issuer text, not_before timestamptz, not_after timestamptz, key_type text, key_bits int,
    signature_algorithm text, line json);
CREATE TABLE IF NOT EXISTS host_profiles (host_id text, profile text, address text, port int, grade text);
CREATE TABLE IF NOT EXISTS domain_findings (run text, domain text, finding text, outcome text, severity text);
CREATE TABLE IF NOT EXISTS host_findings (
    host_id text, key text, finding text, outcome text, severity text, evidence text);
CREATE OR REPLACE VIEW findings AS
    SELECT run, domain, NULL AS host, finding, outcome, severity FROM domain_findings
    UNION ALL
    SELECT run, domain, host, finding, outcome, severity FROM domain_hosts JOIN host_findings USING (host_id);
CREATE OR REPLACE VIEW mx_endpoints AS
    SELECT run, domain, host, preference, has_tlsa, name_matches, tlsa_matches, endpoints.*,
        coalesce(tls = 'yes' AND trusted = 'yes' AND in_date = 'yes' AND name_matches = 'yes', false) AS valid
    FROM domain_hosts JOIN hosts USING (host_id, host) JOIN host_endpoints USING (host_id)
        JOIN endpoints USING (endpoint_id)
    WHERE is_mx AND port = 25;
CREATE OR REPLACE VIEW run_endpoints AS
    SELECT run, endpoints.*
    FROM (SELECT DISTINCT run, endpoint_id FROM domain_hosts JOIN host_endpoints USING (host_id)) AS seen
        JOIN endpoints USING (endpoint_id);

-- A line that is cut off is left out.
CREATE OR REPLACE TEMP TABLE lines AS
    SELECT row_number() OVER () AS number, json->>'$.kind' AS kind, json->>'$.id' AS id, json AS line
    FROM read_ndjson_objects(getvariable('file'), ignore_errors = true, maximum_object_size = 268435456);

-- Of a target that comes several times the last line counts.
DELETE FROM domains WHERE run = getvariable('run');
DELETE FROM domain_hosts WHERE run = getvariable('run');
DELETE FROM domain_findings WHERE run = getvariable('run');
CREATE OR REPLACE TEMP TABLE targets AS
    SELECT id AS domain, arg_max(line, number) AS line FROM lines WHERE kind = 'domain' GROUP BY id;
INSERT INTO domains
    SELECT getvariable('run'), domain, line->>'$.target.kind', CAST(line->>'$.started_at' AS timestamptz), line->>'$.ended',
        line->>'$.domain.mail_route', line->>'$.domain.mx_lookup.dnssec', line->>'$.verdict.delivery',
        line->>'$.verdict.main_finding.id', line->>'$.verdict.inbound', line->>'$.verdict.submission',
        line->>'$.domain.mta_sts.status', line->>'$.domain.mta_sts.policy.mode',
        (line->'$.domain.tls_rpt.rua') IS NOT NULL,
        CAST(line->>'$.counts.errors' AS int), CAST(line->>'$.counts.warnings' AS int),
        CAST(line->>'$.counts.infos' AS int), CAST(line->>'$.counts.unknown' AS int), line
    FROM targets;
INSERT INTO domain_hosts
    SELECT getvariable('run'), domain, coalesce(host->>'$.name', regexp_replace(host->>'$.id', '#[0-9a-f]*$', '')),
        host->>'$.id', coalesce(CAST(host->>'$.is_mx' AS boolean), false), CAST(host->>'$.mx_preference' AS int),
        host->>'$.level'
    FROM (SELECT domain, unnest(line->'$.hosts[*]') AS host FROM targets);
INSERT INTO domain_findings
    SELECT getvariable('run'), domain, finding->>'$.id', finding->>'$.outcome', finding->>'$.severity'
    FROM (SELECT domain, unnest(line->'$.findings[*]') AS finding FROM targets);

-- Parts with the same id say the same: those that are there already are left out.
CREATE OR REPLACE TEMP TABLE new_hosts AS
    SELECT id, any_value(line) AS line FROM lines
    WHERE kind = 'host' AND id NOT IN (SELECT host_id FROM hosts) GROUP BY id;
INSERT INTO hosts
    SELECT id, line->>'$.name', json_array_length(line, '$.addresses'),
        EXISTS (SELECT 1 FROM (SELECT unnest(line->'$.tlsa_sets[*]') AS tlsa)
                WHERE (tlsa->>'$.port') = '25' AND (tlsa->>'$.lookup.dnssec') = 'secure'
                    AND list_contains(tlsa->>'$.records[*].usable', 'true')), line
    FROM new_hosts;
INSERT INTO host_endpoints
    SELECT id, endpoint->>'$.id',
        (SELECT any_value(name->>'$.matches') FROM (SELECT unnest(endpoint->'$.names[*]') AS name)
         WHERE (name->>'$.name') = host),
        CASE WHEN list_contains(endpoint->>'$.tlsa_matches[*].matches', 'yes') THEN 'yes'
             WHEN list_contains(endpoint->>'$.tlsa_matches[*].matches', 'no') THEN 'no' END
    FROM (SELECT id, line->>'$.name' AS host, unnest(line->'$.endpoints[*]') AS endpoint FROM new_hosts);
INSERT INTO host_profiles
    SELECT id, profile->>'$.profile', profile->>'$.address', CAST(profile->>'$.port' AS int), profile->>'$.grade'
    FROM (SELECT id, unnest(line->'$.profiles[*]') AS profile FROM new_hosts);
INSERT INTO host_findings
    SELECT id, finding->>'$.key', finding->>'$.id', finding->>'$.outcome', finding->>'$.severity', finding->>'$.evidence'
    FROM (SELECT id, unnest(line->'$.findings[*]') AS finding FROM new_hosts);

-- The session that says how the port speaks: the last main one in the mode that was found, else the first.
CREATE OR REPLACE TEMP TABLE new_endpoints AS
    SELECT id, any_value(line) AS line FROM lines
    WHERE kind = 'endpoint' AND id NOT IN (SELECT endpoint_id FROM endpoints) GROUP BY id;
INSERT INTO endpoints
    SELECT id, line->>'$.address', CAST(line->>'$.port' AS int), line->>'$.found', session->>'$.stop.at',
        session->>'$.stop.reason', session->>'$.starttls.offered', session->>'$.tls.completed', session->>'$.tls.version',
        session->>'$.tls.cipher_suite', session->>'$.tls.group', session->>'$.tls.verification.trusted',
        session->>'$.tls.verification.in_date', session->>'$.tls.chain[0].sha256', line
    FROM (SELECT id, line, coalesce(list_filter(mains, lambda main: json_extract_string(main, '$.tried') = (line->>'$.found'))[-1],
                                    mains[1]) AS session
          FROM (SELECT id, line, list_filter(json_extract(line, '$.sessions[*]'),
                                    lambda each: json_extract_string(each, '$.purpose') = 'main') AS mains
                FROM new_endpoints));
INSERT INTO endpoint_versions
    SELECT id, version->>'$.version', version->>'$.accepted'
    FROM (SELECT id, unnest(line->'$.tls_survey.versions[*]') AS version FROM new_endpoints);
INSERT INTO certificates
    SELECT id, line->>'$.subject', line->>'$.issuer', CAST(line->>'$.not_before' AS timestamptz),
        CAST(line->>'$.not_after' AS timestamptz), line->>'$.key_type', CAST(line->>'$.key_bits' AS int),
        line->>'$.signature_algorithm', line
    FROM (SELECT id, any_value(line) AS line FROM lines
          WHERE kind = 'certificate' AND id NOT IN (SELECT sha256 FROM certificates) GROUP BY id);
COMMIT;
SELECT count(*) FILTER (WHERE kind = 'domain') AS targets, count(*) FILTER (WHERE kind = 'summary') AS ends_of_runs
    FROM lines;
