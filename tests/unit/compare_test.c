/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What has changed between two reports: a row for each kind of change, and what must hold for any two
 * reports. */
#include "assess/assess.h"
#include "base/list.h"
#include "base/tls_names.h"
#include "compare/compare.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "facts/words.h"
#include "facts_builder.h"
#include "report/json_saved.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool counts(const void *context, const struct change *change)
{
    const enum severity *least = context;
    return change->severity >= *least;
}

static struct portrait *portrait(struct report *report)
{
    assess_report(report, &policy_default);
    return portrait_of(report);
}

static void clear(struct changes *changes)
{
    shape_clear(&changes_shape, changes);
}

static const char *text(const char *given)
{
    return given == NULL ? "-" : given;
}

/* "worse fell inbound * example.org:0 [DANE and MTA-STS] [pinned]"; the caller frees. */
static char *line_of(const struct change *change)
{
    const struct subject *subject = &change->subject;
    const char *name = change->finding != FINDING_NONE ? finding_name(change->finding) : text(change->name);
    const char *place = subject->host != NULL ? subject->host : text(subject->domain);
    return text_format("%s %s %s %s %s %s:%" PRId64 " [%s] [%s]",
                       words_name(&change_direction_words, (int)change->direction),
                       words_name(&change_kind_words, (int)change->kind),
                       words_name(&aspect_words, (int)change->aspect), name, place, text(subject->address),
                       subject->port, text(change->before), text(change->after));
}

static char *lines_of(const struct target_changes *target)
{
    struct text_list lines = {0};
    for (size_t i = 0; i < target->change_count; i++) {
        char *line = line_of(&target->changes[i]);
        text_list_append(&lines, line);
        free(line);
    }
    char *joined = text_list_join(&lines, "\n");
    text_list_free(&lines);
    return joined;
}

/* --- that of B and A is that of A and B, read backwards --- */

static enum change_kind mirrored(enum change_kind kind)
{
    static const enum change_kind pairs[][2] = {
        {CHANGE_NEW, CHANGE_GONE},          {CHANGE_BROKEN, CHANGE_MENDED}, {CHANGE_SEVERER, CHANGE_MILDER},
        {CHANGE_DECIDED, CHANGE_UNDECIDED}, {CHANGE_SEEN, CHANGE_NOT_SEEN}, {CHANGE_ROSE, CHANGE_FELL},
        {CHANGE_OPENED, CHANGE_CLOSED},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (size_t side = 0; side < 2; side++)
            if (pairs[i][side] == kind)
                return pairs[i][1 - side];
    return kind;
}

/* What has to be the same of both but for the order of before and after. */
static char *essence(const struct change *change, bool backwards)
{
    const struct subject *subject = &change->subject;
    enum change_kind kind = backwards ? mirrored(change->kind) : change->kind;
    const char *name = change->aspect == ASPECT_CERTIFICATE ? "-" : text(change->name);
    return text_format(
        "%s %s %s %s %s %s %s %s %" PRId64 " %s %s %s", words_name(&change_kind_words, (int)kind),
        words_name(&aspect_words, (int)change->aspect), finding_name(change->finding), name,
        words_name(&severity_words, (int)change->severity), text(subject->domain), text(subject->host),
        text(subject->address), subject->port, text(change->title),
        text(backwards ? change->after : change->before), text(backwards ? change->before : change->after));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *essences(const struct target_changes *target, bool backwards)
{
    struct text_list lines = {0};
    for (size_t i = 0; i < target->change_count; i++) {
        char *line = essence(&target->changes[i], backwards);
        text_list_append(&lines, line);
        free(line);
    }
    if (lines.count > 0)
        qsort(lines.items, lines.count, sizeof *lines.items, by_text);
    char *joined = text_list_join(&lines, "\n");
    text_list_free(&lines);
    return joined;
}

static void expect_mirrored(const char *what, const struct portrait *a, const struct portrait *b)
{
    struct changes there = {0};
    struct changes back = {0};
    compare_target(&there, a, b);
    compare_target(&back, b, a);
    char *one = essences(&there.targets[0], false);
    char *other = essences(&back.targets[0], true);
    cr_expect_str_eq(one, other, "%s\n--- there\n%s\n--- back\n%s", what, one, other);
    free(one);
    free(other);
    clear(&there);
    clear(&back);
}

static void expect_same(const char *what, const struct portrait *a, const struct portrait *b)
{
    struct changes changes = {0};
    compare_target(&changes, a, b);
    char *lines = lines_of(&changes.targets[0]);
    cr_expect_str_eq(lines, "", "%s: %s", what, lines);
    free(lines);
    compare_finish(&changes, counts, &(enum severity){SEVERITY_INFO});
    cr_expect_eq(changes.summary.exit_status, 0, "%s", what);
    clear(&changes);
}

/* --- rows --- */

static struct certificate *leaf(struct report *report, const char *address, int64_t port)
{
    return &facts_session(report, address, port)->tls->chain[0];
}

static void renew(struct report *report)
{
    struct certificate *certificate = leaf(report, "192.0.2.30", 465);
    text_replace(&certificate->sha256, text_copy("aa11"));
    text_replace(&certificate->not_after, text_copy("2027-09-01T00:00:00Z"));
    certificate->not_after_unix_s += 60 * (int64_t)FACTS_DAY_S;
}

static void roll(struct report *report)
{
    renew(report);
    text_replace(&leaf(report, "192.0.2.30", 465)->spki_sha256, text_copy("bb22"));
}

static void reissue(struct report *report)
{
    renew(report);
    text_replace(&leaf(report, "192.0.2.30", 465)->issuer, text_copy("CN=Another CA"));
}

static void weaken(struct report *report)
{
    roll(report);
    leaf(report, "192.0.2.30", 465)->key_bits /= 2;
}

static void change_key_type(struct report *report)
{
    roll(report);
    leaf(report, "192.0.2.30", 465)->key_type = KEY_TYPE_ED25519;
}

static void expire(struct report *report)
{
    struct certificate *certificate = leaf(report, "192.0.2.30", 465);
    certificate->not_after_unix_s = FACTS_NOW_S - FACTS_DAY_S;
    facts_session(report, "192.0.2.30", 465)->tls->verification.in_date = ANSWER_NO;
}

static void shut(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_REFUSED);
}

static void stop_answering(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_TIMED_OUT);
}

static void run_out_of_time(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_TIME_RAN_OUT);
    report->ended = REPORT_TIME_RAN_OUT;
}

static void open_another(struct report *report)
{
    facts_open(report, "192.0.2.30", 25, MODE_STARTTLS);
}

static void drop_starttls(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
}

static void drop_host(struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++) {
        if (strcmp(report->hosts[i].name, "mx2.example.org") != 0)
            continue;
        shape_clear(&host_shape, &report->hosts[i]);
        memmove(&report->hosts[i], &report->hosts[i + 1],
                (report->host_count - i - 1) * sizeof *report->hosts);
        report->host_count--;
    }
    shape_clear(&mx_record_shape, &report->domain->mx[--report->domain->mx_count]);
    report_index_make(report);
}

static void lose_dns(struct report *report)
{
    drop_host(report);
    report->domain->mx_lookup.status = DNS_SERVFAIL;
}

static void prefer_another(struct report *report)
{
    report->domain->mx[1].preference = 30;
}

static void drop_address(struct report *report)
{
    struct text_list *addresses = &facts_host(report, "mx1.example.org")->addresses;
    for (size_t i = 0; i < addresses->count; i++)
        if (strchr(addresses->items[i], ':') != NULL) {
            free(addresses->items[i]);
            addresses->items[i] = addresses->items[--addresses->count];
        }
    facts_host(report, "mx1.example.org")->aaaa_lookup.status = DNS_NODATA;
}

static void lose_address(struct report *report)
{
    drop_address(report);
    facts_host(report, "mx1.example.org")->aaaa_lookup.status = DNS_TIMEOUT;
}

static void enforce(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_ENFORCE);
}

static void testing(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_TESTING);
}

static void enforce_for_a_day(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_ENFORCE);
    report->domain->mta_sts->policy->max_age_s = 86400;
}

static void lose_policy(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_ENFORCE);
    report->domain->mta_sts->status = MTA_STS_TIMED_OUT;
}

static void dane(struct report *report)
{
    facts_clear(report);
    facts_good_dane(report);
}

static void another_record(struct report *report)
{
    dane(report);
    facts_tlsa(report, "mx1.example.org", 3, 1, 1, "abcd");
}

static void lose_records(struct report *report)
{
    dane(report);
    struct tlsa_set *set = &facts_host(report, "mx1.example.org")->tlsa_sets[0];
    while (set->record_count > 0)
        shape_clear(&tlsa_record_shape, &set->records[--set->record_count]);
    set->lookup.status = DNS_SERVFAIL;
}

static void survey(struct report *report, enum answer old, enum answer newest)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.30", 465);
    endpoint->tls_survey = allocate(1, sizeof *endpoint->tls_survey);
    struct tls_survey *made = endpoint->tls_survey;
    const struct version_support versions[] = {{.version = VERSION_TLS_1_0, .accepted = old},
                                               {.version = VERSION_TLS_1_3, .accepted = newest}};
    for (size_t i = 0; i < 2; i++)
        *(struct version_support *)list_append(&made->versions, &made->version_count,
                                               sizeof *made->versions) = versions[i];
}

static void survey_good(struct report *report)
{
    survey(report, ANSWER_NO, ANSWER_YES);
}

static void survey_old(struct report *report)
{
    survey(report, ANSWER_YES, ANSWER_YES);
}

static void survey_unknown(struct report *report)
{
    survey(report, ANSWER_UNKNOWN, ANSWER_UNKNOWN);
}

static void intercept(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_LOCAL);
}

static void nothing(struct report *report)
{
    (void)report;
}

/* Each makes example.org of facts_good() what it was, and what it is. The lines are among those of the
 * changes; `only`: there are no others. */
static const struct row {
    const char *name;
    void (*before)(struct report *report);
    void (*after)(struct report *report);
    bool only;
    int exit_status; /* by --fail-on error */
    const char *lines[4];
} rows[] = {
    {"nothing", nothing, nothing, true, 0, {NULL}},
    {"a certificate is renewed",
     nothing,
     renew,
     true,
     0,
     {"neither renewed certificate ECDSA mail.example.org 192.0.2.30:465 "}},
    {"a certificate has a new key",
     nothing,
     roll,
     true,
     0,
     {"neither rolled certificate ECDSA mail.example.org 192.0.2.30:465 "}},
    {"a certificate by another issuer",
     nothing,
     reissue,
     true,
     0,
     {"neither reissued certificate ECDSA mail.example.org 192.0.2.30:465 "}},
    {"a certificate with a weaker key",
     nothing,
     weaken,
     false,
     1,
     {"worse rolled certificate ECDSA mail.example.org 192.0.2.30:465 "}},
    {"a certificate of another type", nothing, change_key_type, true, 0, {"neither rolled certificate "}},
    {"a certificate has expired",
     nothing,
     expire,
     false,
     1,
     {"worse broken finding certificate-expired mail.example.org 192.0.2.30:465 [holds] [error]"}},
    {"a certificate is good again",
     expire,
     nothing,
     false,
     0,
     {"better mended finding certificate-expired mail.example.org 192.0.2.30:465 [error] [holds]"}},
    {"a port is shut",
     nothing,
     shut,
     false,
     1,
     {"worse closed port - mail.example.org 192.0.2.30:587 [STARTTLS] [refused]"}},
    {"a port does not answer any more",
     nothing,
     stop_answering,
     false,
     1,
     {"worse closed port - mail.example.org 192.0.2.30:587 [STARTTLS] [no answer]"}},
    {"another port is open",
     nothing,
     open_another,
     true,
     0,
     {"neither opened port - mail.example.org 192.0.2.30:25 [refused] [STARTTLS]"}},
    {"time ran out",
     nothing,
     run_out_of_time,
     false,
     3,
     {"open not_seen port - mail.example.org 192.0.2.30:587 [STARTTLS] [-]"}},
    {"this end is in the way",
     nothing,
     intercept,
     false,
     0,
     {"open not_seen port - mx1.example.org 192.0.2.10:25 [STARTTLS] [-]"}},
    {"STARTTLS is gone",
     nothing,
     drop_starttls,
     false,
     1,
     {"worse broken finding starttls-not-offered mx1.example.org 192.0.2.10:25 [holds] [error]",
      "worse fell inbound - example.org -:0 [pinned] [cleartext]",
      "neither changed port - mx1.example.org 192.0.2.10:25 [STARTTLS] [SMTP without STARTTLS]"}},
    {"a host is gone",
     nothing,
     drop_host,
     false,
     0,
     {"neither gone mx mx2.example.org example.org -:0 [preference 20] [-]"}},
    {"nobody can tell whether a host is gone",
     nothing,
     lose_dns,
     false,
     3,
     {"open not_seen mx mx2.example.org example.org -:0 [preference 20] [-]"}},
    {"an MX record changes",
     nothing,
     prefer_another,
     true,
     0,
     {"neither changed mx mx2.example.org example.org -:0 [preference 20] [preference 30]"}},
    {"an address is gone",
     nothing,
     drop_address,
     false,
     0,
     {"neither gone address - mx1.example.org 2001:db8::10:0 [-] [-]"}},
    {"nobody can tell whether an address is gone",
     nothing,
     lose_address,
     false,
     0,
     {"open not_seen address - mx1.example.org 2001:db8::10:0 [-] [-]"}},
    {"MTA-STS is enforced",
     testing,
     enforce,
     false,
     0,
     {"better rose mta_sts - example.org -:0 [testing] [enforce]",
      "better rose inbound - example.org -:0 [observed only] [pinned]"}},
    {"MTA-STS is no longer enforced",
     enforce,
     testing,
     false,
     1,
     {"worse fell mta_sts - example.org -:0 [enforce] [testing]",
      "worse fell inbound - example.org -:0 [pinned] [observed only]"}},
    {"a policy changes",
     enforce,
     enforce_for_a_day,
     false,
     0,
     {"neither changed mta_sts_policy max_age example.org -:0 [2419200 s] [86400 s]"}},
    {"a policy cannot be fetched",
     enforce,
     lose_policy,
     false,
     1,
     {"open undecided mta_sts - example.org -:0 [enforce] "}},
    {"a TLSA record is new",
     dane,
     another_record,
     false,
     0,
     {"neither new tlsa mx1.example.org 3 1 1 abcd mx1.example.org -:25 [-] [-]"}},
    {"a TLSA record is gone",
     another_record,
     dane,
     false,
     0,
     {"neither gone tlsa mx1.example.org 3 1 1 abcd mx1.example.org -:25 [-] [-]"}},
    {"nobody can tell of TLSA records",
     dane,
     lose_records,
     false,
     1,
     {"open not_seen tlsa mx1.example.org 3 1 1 "}},
    {"an old version is accepted",
     survey_good,
     survey_old,
     false,
     0,
     {"worse changed tls_version TLS 1.0 mail.example.org 192.0.2.30:465 [refused] [accepted]"}},
    {"a version that only one scan asked for", survey_unknown, survey_old, true, 0, {NULL}},
    {"an old version is refused",
     survey_old,
     survey_good,
     false,
     0,
     {"better changed tls_version TLS 1.0 mail.example.org 192.0.2.30:465 [accepted] [refused]"}},
};

static bool has_line(const char *lines, const char *line)
{
    size_t length = strlen(line);
    for (const char *at = lines; at != NULL; at = strchr(at, '\n') == NULL ? NULL : strchr(at, '\n') + 1)
        if (strncmp(at, line, length) == 0)
            return true;
    return false;
}

static void make(struct report *report, void (*change)(struct report *report))
{
    *report = (struct report){0};
    facts_good(report);
    change(report);
}

static void expect_row(const struct row *row)
{
    struct report one;
    struct report other;
    struct changes changes = {0};
    make(&one, row->before);
    make(&other, row->after);
    struct portrait *before = portrait(&one);
    struct portrait *after = portrait(&other);
    compare_target(&changes, before, after);
    compare_finish(&changes, counts, &(enum severity){SEVERITY_ERROR});
    char *lines = lines_of(&changes.targets[0]);
    size_t expected = 0;
    while (expected < 4 && row->lines[expected] != NULL) {
        cr_expect(has_line(lines, row->lines[expected]), "%s: no \"%s\" in\n%s", row->name,
                  row->lines[expected], lines);
        expected++;
    }
    cr_expect(!row->only || changes.targets[0].change_count == expected, "%s: more than expected:\n%s",
              row->name, lines);
    cr_expect_eq(changes.summary.exit_status, row->exit_status, "%s: exit status %d, not %d:\n%s", row->name,
                 (int)changes.summary.exit_status, row->exit_status, lines);
    expect_mirrored(row->name, before, after);
    expect_same(row->name, after, after);
    free(lines);
    portrait_free(before);
    portrait_free(after);
    clear(&changes);
    facts_clear(&one);
    facts_clear(&other);
}

Test(compare, each_kind_of_change)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_row(&rows[i]);
}

static void accept(struct report *report, const char *id)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        struct finding *finding = &report->findings[i];
        if (finding->outcome != OUTCOME_FAILS || strcmp(finding_name(finding->id), id) != 0)
            continue;
        finding->accepted = allocate(1, sizeof *finding->accepted);
        finding->accepted->reason = text_copy("for a test");
    }
}

/* What the user accepts is no change for the worse, and is one when it is accepted no more. */
Test(compare, accepted_findings)
{
    static const char *const expected[3] = {
        "neither broken finding certificate-expired mail.example.org 192.0.2.30:465 [holds] [accepted]",
        "worse severer finding certificate-expired mail.example.org 192.0.2.30:465 [accepted] [error]",
        "neither mended finding certificate-expired mail.example.org 192.0.2.30:465 [accepted] [holds]"};
    struct report good, bad, accepted;
    make(&good, nothing);
    make(&bad, expire);
    make(&accepted, expire);
    struct portrait *portraits[4] = {portrait(&good), NULL, portrait(&bad), portrait(&good)};
    assess_report(&accepted, &policy_default);
    accept(&accepted, "certificate-expired");
    portraits[1] = portrait_of(&accepted);
    cr_expect_eq(portraits[1]->errors, portraits[2]->errors - 1);
    const struct portrait *const pairs[3][2] = {
        {portraits[0], portraits[1]}, {portraits[1], portraits[2]}, {portraits[1], portraits[3]}};
    for (size_t i = 0; i < 3; i++) {
        struct changes changes = {0};
        compare_target(&changes, pairs[i][0], pairs[i][1]);
        char *lines = lines_of(&changes.targets[0]);
        cr_expect(has_line(lines, expected[i]), "no \"%s\" in\n%s", expected[i], lines);
        expect_mirrored(expected[i], pairs[i][0], pairs[i][1]);
        free(lines);
        clear(&changes);
    }
    for (size_t i = 0; i < 4; i++)
        portrait_free(portraits[i]);
    facts_clear(&good);
    facts_clear(&bad);
    facts_clear(&accepted);
}

/* --- what must hold for any two reports: those of tests/golden --- */

static char *file_content(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *content = NULL;
    size_t room = 0;
    cr_assert(in != NULL && getdelim(&content, &room, '\0', in) > 0, "%s", path);
    fclose(in);
    return content;
}

static struct report read_golden(const char *path)
{
    struct json_saved saved;
    struct report report;
    char *content = file_content(path);
    cr_assert(json_saved_read(&saved, content, strlen(content), true), "%s: %s", path, saved.problem);
    shape_copy(&report_shape, &report, &saved.run.reports[0]);
    json_saved_clear(&saved);
    free(content);
    return report;
}

/* Whether the order of such things means nothing: DNS and the user's machine may give them in any. */
static bool has_no_order(const struct shape *shape)
{
    const struct shape *const unordered[] = {
        &host_shape,     &address_shape,     &endpoint_shape,        &mx_record_shape, &srv_record_shape,
        &tlsa_set_shape, &tlsa_record_shape, &version_support_shape, &caa_set_shape,   &signed_zone_shape};
    for (size_t i = 0; i < sizeof unordered / sizeof unordered[0]; i++)
        if (unordered[i] == shape)
            return true;
    return false;
}

static void reverse(char *items, size_t count, size_t bytes)
{
    char *spare = allocate(1, bytes);
    for (size_t i = 0; i < count / 2; i++) {
        memcpy(spare, items + i * bytes, bytes);
        memcpy(items + i * bytes, items + (count - 1 - i) * bytes, bytes);
        memcpy(items + (count - 1 - i) * bytes, spare, bytes);
    }
    free(spare);
}

/* What may differ between two scans of the same domain is other than it was: volatile members, and the order
 * of what has none. Zero says that there was no such thing, so it stays. */
static void make_noise(const struct shape *shape, void *object)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        void *place = field_place(field, object);
        if (field->is_volatile && field->type == FIELD_INTEGER)
            *(int64_t *)place += *(int64_t *)place != 0;
        else if (field->is_volatile && field->type == FIELD_TEXT && field_pointer(field, object) != NULL)
            text_replace(place, text_copy("2027-01-15T08:00:01Z"));
        else if (field->type == FIELD_STRUCT)
            make_noise(field->shape, place);
        else if (field->type == FIELD_OPTIONAL && field_pointer(field, object) != NULL)
            make_noise(field->shape, field_pointer(field, object));
        else if (field->type == FIELD_LIST) {
            char *items = field_pointer(field, object);
            size_t count = field_count(field, object);
            for (size_t n = 0; n < count; n++)
                make_noise(field->shape, items + n * field->shape->size);
            if (has_no_order(field->shape))
                reverse(items, count, field->shape->size);
        }
    }
}

static void expect_no_noise(const char *path, const struct portrait *own)
{
    struct report noisy = read_golden(path);
    make_noise(&report_shape, &noisy);
    for (size_t i = 0; i < noisy.host_count; i++)
        reverse((char *)noisy.hosts[i].addresses.items, noisy.hosts[i].addresses.count, sizeof(char *));
    report_index_make(&noisy);
    struct portrait *other = portrait(&noisy);
    expect_same(path, own, other);
    portrait_free(other);
    shape_clear(&report_shape, &noisy);
}

Test(compare, noise_is_no_change_and_the_other_way_round_is_the_reverse)
{
    glob_t files;
    cr_assert(glob(GOLDEN "*.json", 0, NULL, &files) == 0);
    struct portrait **portraits = allocate(files.gl_pathc, sizeof *portraits);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct report report = read_golden(files.gl_pathv[i]);
        portraits[i] = portrait(&report);
        shape_clear(&report_shape, &report);
        expect_same(files.gl_pathv[i], portraits[i], portraits[i]);
        expect_no_noise(files.gl_pathv[i], portraits[i]);
        for (size_t n = 0; n < i; n++)
            expect_mirrored(files.gl_pathv[i], portraits[i], portraits[n]);
    }
    cr_expect(files.gl_pathc >= 10, "only %zu reports", files.gl_pathc);
    for (size_t i = 0; i < files.gl_pathc; i++)
        portrait_free(portraits[i]);
    free(portraits);
    globfree(&files);
}
