/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format prometheus: metrics for the textfile collector of Prometheus's node exporter
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * All samples of a metric stand together, and none is there twice, or the collector rejects the whole file.
 * So the samples of each target are kept until the end: sorted by target, of which the latest scan counts. */
#include "base/list.h"
#include "facts/words.h"
#include "report/certificate_rows.h"
#include "report/format.h"
#include "report/overview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Targets beyond this are counted and left out. */
enum { KEPT_MAX_BYTES = 64 << 20 };

/* Metrics of a target. */
enum family {
    SCAN_TIMESTAMP,
    SCAN_DURATION,
    SCAN_COMPLETE,
    CONNECTIONS,
    FINDINGS,
    DELIVERY_INFO,
    INBOUND_INFO,
    INBOUND_RANK,
    SUBMISSION_INFO,
    SUBMISSION_RANK,
    ENDPOINT_UP,
    ENDPOINT_FINDINGS,
    NOT_BEFORE,
    NOT_AFTER,
    FAMILY_COUNT
};

static const struct {
    const char *name;
    const char *help;
} families[FAMILY_COUNT] = {
    [SCAN_TIMESTAMP] = {"mailsonde_scan_timestamp_seconds", "When the scan of the target began."},
    [SCAN_DURATION] = {"mailsonde_scan_duration_seconds", "How long the scan of the target took."},
    [SCAN_COMPLETE] = {"mailsonde_scan_complete", "Whether the target was looked at to the end."},
    [CONNECTIONS] = {"mailsonde_scan_connections", "Connections that the scan of the target began."},
    [FINDINGS] = {"mailsonde_findings", "Findings of the target that do not hold."},
    [DELIVERY_INFO] = {"mailsonde_delivery_info", "Whether mail gets to the mail hosts of the target."},
    [INBOUND_INFO] = {"mailsonde_inbound_level_info", "How well inbound mail is protected."},
    [INBOUND_RANK] = {"mailsonde_inbound_rank",
                      "The same as a number from 0, cleartext, on; absent where it is not known."},
    [SUBMISSION_INFO] = {"mailsonde_submission_level_info", "How well submission is protected."},
    [SUBMISSION_RANK] =
        {"mailsonde_submission_rank",
         "The same as a number from 0, passwords in clear, on; absent where it is not known."},
    [ENDPOINT_UP] = {"mailsonde_endpoint_up", "Whether SMTP or TLS was spoken at the address and port."},
    [ENDPOINT_FINDINGS] = {"mailsonde_endpoint_findings",
                           "Findings about the address and port that do not hold, without the accepted."},
    [NOT_BEFORE] = {"mailsonde_certificate_not_before_timestamp_seconds",
                    "When the certificate that is shown there becomes valid."},
    [NOT_AFTER] = {"mailsonde_certificate_not_after_timestamp_seconds",
                   "When the certificate that is shown there expires."},
};

/* The samples of one target, a text for each metric. */
struct block {
    char *target;
    int64_t started_at_unix_ms;
    char *texts[FAMILY_COUNT];
};

struct gathered {
    struct block **blocks; /* sorted by target */
    size_t count;
    size_t room;
    size_t bytes;
    int64_t left_out;
};

/* --- samples --- */

struct samples {
    const char *target;
    FILE *streams[FAMILY_COUNT];
    size_t lengths[FAMILY_COUNT];
};

static void write_label(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s=\"", name);
    for (const char *at = value != NULL ? value : ""; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            putc('\\', out);
        putc(*at, out);
    }
    putc('"', out);
}

static void add_label(FILE *out, const char *name, const char *value)
{
    putc(',', out);
    write_label(out, name, value);
}

static FILE *begin_sample(const struct samples *samples, enum family family)
{
    FILE *out = samples->streams[family];
    fprintf(out, "%s{", families[family].name);
    write_label(out, "target", samples->target);
    return out;
}

static void end_sample(FILE *out, int64_t value)
{
    fprintf(out, "} %" PRId64 "\n", value);
}

static void add_word(const struct samples *samples, enum family family, const char *label, const char *word)
{
    FILE *out = begin_sample(samples, family);
    add_label(out, label, word);
    end_sample(out, 1);
}

static void add_number(const struct samples *samples, enum family family, int64_t value)
{
    end_sample(begin_sample(samples, family), value);
}

static FILE *begin_endpoint(const struct samples *samples, enum family family,
                            const struct endpoint *endpoint)
{
    FILE *out = begin_sample(samples, family);
    char *port = text_format("%" PRId64, endpoint->port);
    add_label(out, "host", endpoint->server_name);
    add_label(out, "address", endpoint->address);
    add_label(out, "port", port);
    free(port);
    return out;
}

/* --- of findings --- */

static bool is_about(const struct finding *finding, const struct endpoint *endpoint)
{
    const struct subject *subject = &finding->subject;
    return endpoint == NULL
           || (subject->port == endpoint->port && text_same(subject->address, endpoint->address)
               && (subject->host == NULL || text_same(subject->host, endpoint->server_name)));
}

/* Of all, where `endpoint` is NULL. */
static int64_t count_findings(const struct report *report, const struct endpoint *endpoint,
                              enum outcome outcome, enum severity severity, bool accepted)
{
    int64_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        bool counts = accepted ? finding->accepted != NULL && finding->outcome != OUTCOME_HOLDS
                               : finding->accepted == NULL && finding->outcome == outcome;
        count += counts && finding->severity == severity && is_about(finding, endpoint);
    }
    return count;
}

/* All of them, with zeros: an alert is about a sample that is there. */
static void add_findings(const struct samples *samples, const struct report *report,
                         const struct endpoint *endpoint)
{
    static const struct {
        const char *word;
        enum outcome outcome;
        bool accepted;
    } outcomes[] = {
        {"fails", OUTCOME_FAILS, false}, {"unknown", OUTCOME_UNKNOWN, false}, {"accepted", 0, true}};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        if (endpoint != NULL && outcomes[i].accepted)
            continue;
        for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
            FILE *out = endpoint == NULL ? begin_sample(samples, FINDINGS)
                                         : begin_endpoint(samples, ENDPOINT_FINDINGS, endpoint);
            add_label(out, "severity", words_name(&severity_words, severity));
            add_label(out, "outcome", outcomes[i].word);
            end_sample(out, count_findings(report, endpoint, outcomes[i].outcome, (enum severity)severity,
                                           outcomes[i].accepted));
        }
    }
}

/* --- of endpoints --- */

/* Whether an earlier one has the same labels. */
static bool is_repeated(const struct report *report, const struct endpoint *endpoint)
{
    for (const struct endpoint *other = report->endpoints; other < endpoint; other++)
        if (other->port == endpoint->port && text_same(other->address, endpoint->address)
            && text_same(other->server_name, endpoint->server_name))
            return true;
    return false;
}

static void add_certificates(const struct samples *samples, const struct report *report)
{
    struct certificate_rows rows = certificate_rows_of(report);
    for (size_t i = 0; i < rows.count; i++)
        for (size_t n = 0; n < rows.rows[i].endpoint_count; n++) {
            const struct endpoint *endpoint = rows.rows[i].endpoints[n];
            if (is_repeated(report, endpoint))
                continue;
            end_sample(begin_endpoint(samples, NOT_BEFORE, endpoint),
                       rows.rows[i].certificate->not_before_unix_s);
            end_sample(begin_endpoint(samples, NOT_AFTER, endpoint),
                       rows.rows[i].certificate->not_after_unix_s);
        }
    certificate_rows_free(&rows);
}

static void add_endpoints(const struct samples *samples, const struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        if (is_repeated(report, endpoint))
            continue;
        bool up = endpoint->found == MODE_STARTTLS || endpoint->found == MODE_IMPLICIT_TLS;
        end_sample(begin_endpoint(samples, ENDPOINT_UP, endpoint), up);
        add_findings(samples, report, endpoint);
    }
    add_certificates(samples, report);
}

static void add_levels(const struct samples *samples, const struct verdict *verdict)
{
    add_word(samples, DELIVERY_INFO, "delivery", words_name(&delivery_words, (int)verdict->delivery));
    add_word(samples, INBOUND_INFO, "level", words_name(&inbound_level_words, (int)verdict->inbound));
    add_word(samples, SUBMISSION_INFO, "level",
             words_name(&submission_level_words, (int)verdict->submission));
    if (verdict->inbound >= INBOUND_CLEARTEXT)
        add_number(samples, INBOUND_RANK, verdict->inbound_rank);
    if (verdict->submission >= SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR)
        add_number(samples, SUBMISSION_RANK,
                   (int64_t)verdict->submission - SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR);
}

static struct block *block_of(const struct report *report)
{
    struct block *block = allocate(1, sizeof *block);
    block->target = overview_name(&report->target);
    block->started_at_unix_ms = report->started_at_unix_ms;
    struct samples samples = {.target = block->target};
    for (int i = 0; i < FAMILY_COUNT; i++) {
        samples.streams[i] = open_memstream(&block->texts[i], &samples.lengths[i]);
        if (samples.streams[i] == NULL)
            out_of_memory();
    }
    add_number(&samples, SCAN_TIMESTAMP, report->started_at_unix_ms / 1000);
    fprintf(begin_sample(&samples, SCAN_DURATION), "} %.3f\n", (double)report->elapsed_ms / 1000);
    add_number(&samples, SCAN_COMPLETE, report->ended == REPORT_COMPLETE);
    add_number(&samples, CONNECTIONS, report->bounds.connections);
    add_findings(&samples, report, NULL);
    add_levels(&samples, &report->verdict);
    add_endpoints(&samples, report);
    for (int i = 0; i < FAMILY_COUNT; i++) {
        if (fclose(samples.streams[i]) != 0)
            out_of_memory();
        text_replace(&block->texts[i], text_copy(block->texts[i])); /* without the room of the stream */
    }
    return block;
}

/* --- what is kept --- */

static void free_block(struct block *block)
{
    if (block == NULL)
        return;
    for (int i = 0; i < FAMILY_COUNT; i++)
        free(block->texts[i]);
    free(block->target);
    free(block);
}

static size_t size_of(const struct block *block)
{
    size_t bytes = sizeof *block;
    for (int i = 0; i < FAMILY_COUNT; i++)
        bytes += strlen(block->texts[i]) + 1;
    return bytes;
}

/* Where the target is among those that are kept, or belongs. */
static size_t place_of(const struct gathered *gathered, const char *target, bool *found)
{
    size_t low = 0, high = gathered->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(gathered->blocks[middle]->target, target) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < gathered->count && strcmp(gathered->blocks[low]->target, target) == 0;
    return low;
}

static void make_room(struct gathered *gathered)
{
    enum { FIRST_ROOM = 64 };
    if (gathered->count < gathered->room)
        return;
    size_t room = gathered->room > 0 ? 2 * gathered->room : FIRST_ROOM;
    struct block **fresh = allocate(room, sizeof *fresh);
    if (gathered->count > 0)
        memcpy(fresh, gathered->blocks, gathered->count * sizeof *fresh);
    struct block **old = gathered->blocks;
    gathered->blocks = fresh;
    gathered->room = room;
    free(old);
}

/* Returns what is not needed any more; NULL for nothing. Allocates nothing once there is room. */
static struct block *keep(struct gathered *gathered, struct block *block)
{
    bool found = false;
    size_t bytes = size_of(block);
    size_t at = place_of(gathered, block->target, &found);
    if (found && gathered->blocks[at]->started_at_unix_ms > block->started_at_unix_ms)
        return block;
    if (found) {
        struct block *old = gathered->blocks[at];
        gathered->bytes += bytes - size_of(old);
        gathered->blocks[at] = block;
        return old;
    }
    if (gathered->bytes + bytes > KEPT_MAX_BYTES) {
        gathered->left_out++;
        return block;
    }
    memmove(&gathered->blocks[at + 1], &gathered->blocks[at],
            (gathered->count - at) * sizeof *gathered->blocks);
    gathered->blocks[at] = block;
    gathered->count++;
    gathered->bytes += bytes;
    return NULL;
}

static void prometheus_report(FILE *out, const struct report_options *options, const struct report *report,
                              void *gathered)
{
    (void)out;
    (void)options;
    struct block *block = block_of(report);
    make_room(gathered);
    free_block(keep(gathered, block));
}

/* --- the whole --- */

static void write_heading(const struct plain_out *out, const char *name, const char *help)
{
    const char *const parts[] = {"# HELP ", name, " ", help, "\n# TYPE ", name, " gauge\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        plain_out_text(out, parts[i]);
}

static void write_of_run(const struct plain_out *out, const char *name, const char *help, int64_t value)
{
    write_heading(out, name, help);
    plain_out_text(out, name);
    plain_out_text(out, " ");
    plain_out_integer(out, value);
    plain_out_text(out, "\n");
}

static void write_version(const struct plain_out *out, const struct run *run)
{
    write_heading(out, "mailsonde_build_info", "The version of mailsonde.");
    plain_out_text(out, "mailsonde_build_info{version=\"");
    plain_out_text(out, run->mailsonde_version);
    plain_out_text(out, "\"} 1\n");
}

static void prometheus_break_off(const struct plain_out *out, const struct run *run, const void *context)
{
    const struct gathered *gathered = context;
    const struct run_summary *summary = &run->summary;
    write_version(out, run);
    write_of_run(out, "mailsonde_run_complete", "Whether the run came to its end.", summary->complete);
    write_of_run(out, "mailsonde_run_targets", "Targets that were looked at.", summary->reports);
    write_of_run(out, "mailsonde_run_targets_left_out", "Targets whose samples would have been too many.",
                 gathered->left_out);
    write_of_run(out, "mailsonde_run_input_errors", "Entries that could not be used.", summary->input_errors);
    for (int i = 0; i < FAMILY_COUNT; i++) {
        bool headed = false;
        for (size_t n = 0; n < gathered->count; n++) {
            const char *text = gathered->blocks[n]->texts[i];
            if (*text != '\0' && !headed)
                write_heading(out, families[i].name, families[i].help);
            headed = headed || *text != '\0';
            plain_out_text(out, text);
        }
    }
}

static void prometheus_end(FILE *stream, const struct report_options *options, const struct run *run,
                           void *gathered)
{
    const struct plain_out out = plain_out_to(stream);
    (void)options;
    prometheus_break_off(&out, run, gathered);
}

static void prometheus_clear(void *context)
{
    struct gathered *gathered = context;
    for (size_t i = 0; i < gathered->count; i++)
        free_block(gathered->blocks[i]);
    free(gathered->blocks);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct gathered),
    .report = prometheus_report,
    .end = prometheus_end,
    .break_off = prometheus_break_off,
    .clear = prometheus_clear,
};

const struct report_format report_format_prometheus = {.gathering = &gathering};
