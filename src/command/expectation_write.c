/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making expectations of a report. Whatever could be expected is proposed, and judged like a file of the
 * user's: what holds is written. */
#include "command/expectation_write.h"

#include "assess/assess.h"
#include "base/place_index.h"
#include "base/text.h"
#include "command/accept_word.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* An acceptance that a comment proposes ends so many days later. */
enum { ACCEPTED_DAYS = 90, DAY_S = 86400, ACCEPTANCES_MAX = 50 };

/* Parts of a certificate's lifetime, and days, the strictest first. A certificate is renewed with a third of
 * its lifetime left by most clients of CAs, so a third would fail on that day. */
static const struct expect_item certificate_choices[] = {{.part = 1, .parts = 4}, {.days = 14}, {.days = 7}};

static char *hyphens(const char *word)
{
    char *text = text_copy(word);
    for (char *at = text; *at != '\0'; at++)
        if (*at == '_')
            *at = '-';
    return text;
}

static char *with_word(const char *keyword, const char *word)
{
    char *plain = hyphens(word);
    char *line = text_format("%s %s", keyword, plain);
    free(plain);
    return line;
}

char *expectation_line_of(const struct expect_item *item)
{
    switch (item->kind) {
    case EXPECT_HOST:
        return text_copy(item->host);
    case EXPECT_HOSTS_EXACT:
        return text_copy("hosts exactly");
    case EXPECT_HOSTS_LEAST:
        return text_copy("hosts at-least");
    case EXPECT_OPEN: {
        char *mode = hyphens(words_name(&port_mode_words, (int)item->mode));
        char *line = text_format("open %" PRId64 "%s%s", item->port, item->mode == MODE_UNKNOWN ? "" : " ",
                                 item->mode == MODE_UNKNOWN ? "" : mode);
        free(mode);
        return line;
    }
    case EXPECT_CLOSED:
        return text_format("closed %" PRId64, item->port);
    case EXPECT_INBOUND:
        return with_word("inbound", words_name(&inbound_level_words, (int)item->inbound));
    case EXPECT_SUBMISSION:
        return with_word("submission", words_name(&submission_level_words, (int)item->submission));
    case EXPECT_CERTIFICATE:
        return item->parts > 0 ? text_format("certificate-days %" PRId64 "/%" PRId64, item->part, item->parts)
                               : text_format("certificate-days %" PRId64, item->days);
    case EXPECT_PROFILE:
        return text_format("profile %s", item->profile_name);
    case EXPECTATION_KIND_COUNT:
        break;
    }
    return text_copy("");
}

/* The line is the item's number, so that findings tell which item they are about. */
static struct expect_item *propose(struct expectations *all, enum expectation_kind kind,
                                   const struct report *report, const char *host)
{
    struct expect_item *item = list_append(&all->items, &all->count, sizeof *all->items);
    item->kind = kind;
    item->line = (int64_t)all->count;
    item->domain = report->domain != NULL ? text_copy(report->domain->name) : NULL;
    item->host = text_copy(host);
    return item;
}

/* The endpoint that tells of the port at one of the host's addresses. */
static const struct endpoint *endpoint_of(const struct report *report, const struct host *host, int64_t port)
{
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], port);
        if (endpoint != NULL && endpoint_session(endpoint) != NULL)
            return endpoint;
    }
    return NULL;
}

static bool connected(const struct session *session)
{
    return session->stop.reason == STOP_NONE || session->stop.at > STEP_CONNECT;
}

/* The mode to expect, unknown where what the port does is no mode that may be expected. */
static enum port_mode mode_of(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    bool starttls = endpoint->found == MODE_STARTTLS && session->starttls.offered == ANSWER_YES;
    return starttls || endpoint->found == MODE_IMPLICIT_TLS ? endpoint->found : MODE_UNKNOWN;
}

/* Whether the host (and port) is new; a saved report that somebody else wrote may name it twice. */
static bool is_new(struct place_index *seen, const char *host, int64_t port)
{
    if (place_index_find(seen, host, port) != PLACE_NONE)
        return false;
    place_index_put(seen, host, port, 0);
    return true;
}

static void propose_ports(struct expectations *all, struct place_index *seen, const struct report *report,
                          const struct host *host)
{
    for (size_t i = 0; i < host->port_count; i++) {
        int64_t port = host->ports[i].port;
        const struct endpoint *endpoint = endpoint_of(report, host, port);
        if (endpoint == NULL || port < 1 || port > UINT16_MAX || !is_new(seen, host->name, port))
            continue;
        bool open = connected(endpoint_session(endpoint));
        struct expect_item *item = propose(all, open ? EXPECT_OPEN : EXPECT_CLOSED, report, host->name);
        item->port = endpoint->port;
        item->mode = open ? mode_of(endpoint) : MODE_UNKNOWN;
    }
}

/* A name that was guessed is worth a section where somebody answers there. */
static bool is_worth_it(const struct report *report, const struct host *host)
{
    if (report->domain == NULL || host->is_mx || host->submission != SUBMISSION_GUESS)
        return true;
    for (size_t i = 0; i < host->port_count; i++) {
        const struct endpoint *endpoint = endpoint_of(report, host, host->ports[i].port);
        if (endpoint != NULL && connected(endpoint_session(endpoint)))
            return true;
    }
    return false;
}

/* Whether DNS names no host but those that have names which the file can have. */
static bool all_have_names(const struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (!host_word_is_valid(report->hosts[i].name))
            return false;
    return true;
}

static void propose_all(struct expectations *all, const struct report *report,
                        const struct expect_item *certificate)
{
    if (report->domain != NULL) {
        propose(all, all_have_names(report) ? EXPECT_HOSTS_EXACT : EXPECT_HOSTS_LEAST, report, NULL);
        propose(all, EXPECT_INBOUND, report, NULL)->inbound = report->verdict.inbound;
        propose(all, EXPECT_SUBMISSION, report, NULL)->submission = report->verdict.submission;
    }
    struct expect_item *item =
        propose(all, EXPECT_CERTIFICATE, report, report->domain == NULL ? report->target.name : NULL);
    item->days = certificate->days;
    item->part = certificate->part;
    item->parts = certificate->parts;
    struct place_index seen = {0};
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (!host_word_is_valid(host->name) || !is_worth_it(report, host) || !is_new(&seen, host->name, 0))
            continue;
        if (report->domain != NULL)
            propose(all, EXPECT_HOST, report, host->name);
        propose_ports(all, &seen, report, host);
    }
    place_index_free(&seen);
}

static bool is_level(const struct expect_item *item)
{
    return (item->kind != EXPECT_INBOUND || item->inbound >= INBOUND_CLEARTEXT)
           && (item->kind != EXPECT_SUBMISSION || item->submission >= SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR);
}

/* The worst outcome of what the item expects; NULL: it holds everywhere. */
static const struct finding *objection(const struct report *report, const struct expect_item *item)
{
    const struct finding *worst = NULL;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->line == item->line && finding->outcome != OUTCOME_HOLDS
            && (worst == NULL || finding->outcome == OUTCOME_FAILS))
            worst = finding;
    }
    return worst;
}

/* The evidence without the place in a file, which there is not yet; the caller frees. */
static char *evidence_of(const struct finding *finding)
{
    const char *evidence = finding->evidence != NULL ? finding->evidence : "";
    const char *place = NULL;
    for (const char *at = strstr(evidence, " (-:"); at != NULL; at = strstr(at + 1, " (-:"))
        place = at;
    return text_copy_bytes(evidence, place != NULL ? (size_t)(place - evidence) : strlen(evidence));
}

/* "closed 2525", or as a comment with why it is none. */
static void write_item(struct text_list *lines, const struct report *report, const struct expect_item *item)
{
    char *line = expectation_line_of(item);
    const struct finding *finding = objection(report, item);
    if (finding != NULL) {
        char *evidence = evidence_of(finding);
        text_replace(&line, text_format("# %s  (%s: %s)", line,
                                        words_name(&outcome_words, (int)finding->outcome), evidence));
        free(evidence);
    }
    if (is_level(item))
        text_list_append(lines, line);
    free(line);
}

/* The first item of a domain says whether these are all. */
static void write_hosts(struct text_list *lines, const struct expectations *all, const struct report *report)
{
    struct text_list names = {0};
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == EXPECT_HOST && objection(report, &all->items[i]) == NULL)
            text_list_append(&names, all->items[i].host);
    char *joined = text_list_join(&names, " ");
    char *kind = expectation_line_of(&all->items[0]);
    char *line = text_format("%s%s%s", kind, *joined != '\0' ? " " : "", joined);
    text_list_append(lines, line);
    free(line);
    free(kind);
    free(joined);
    text_list_free(&names);
}

/* The day so many days after the report; the caller frees. */
static char *day_after(const struct report *report, int64_t days)
{
    char *time = text_time(report->started_at_unix_ms / 1000 + days * DAY_S);
    char *day = text_copy_bytes(time, sizeof "2027-01-31" - 1);
    free(time);
    return day;
}

static void write_acceptances(struct text_list *lines, const struct report *report)
{
    char *until = day_after(report, ACCEPTED_DAYS);
    struct text_list words = {0};
    for (size_t i = 0; i < report->finding_count && words.count < ACCEPTANCES_MAX; i++) {
        const struct finding *finding = &report->findings[i];
        const struct subject *subject = &finding->subject;
        if (finding->outcome != OUTCOME_FAILS || finding->severity == SEVERITY_INFO || finding->line > 0)
            continue;
        const char *host = subject->host != NULL ? subject->host : subject->address;
        char *word = text_format("%s%s%s", finding_name(finding->id), host != NULL ? "@" : "",
                                 host != NULL ? host : "");
        if (!text_list_has(&words, word))
            text_list_append(&words, word);
        free(word);
    }
    for (size_t i = 0; i < words.count; i++) {
        char *line = text_format("# accept %s until %s reason \"...\"", words.items[i], until);
        text_list_append(lines, line);
        free(line);
    }
    text_list_free(&words);
    free(until);
}

static char *section_text(const struct expectations *all, const struct report *report)
{
    struct text_list lines = {0};
    const char *host = NULL;
    if (report->domain != NULL) {
        char *line = text_format("domain %s", report->domain->name);
        text_list_append(&lines, line);
        free(line);
        write_hosts(&lines, all, report);
        for (size_t i = 1; i < all->count; i++)
            if (all->items[i].host == NULL)
                write_item(&lines, report, &all->items[i]);
        write_acceptances(&lines, report);
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct expect_item *item = &all->items[i];
        if (item->host == NULL)
            continue;
        if (!text_same(host, item->host)) {
            host = item->host;
            char *line = text_format("\nhost %s", host);
            text_list_append(&lines, line);
            free(line);
        }
        if (item->kind != EXPECT_HOST)
            write_item(&lines, report, item);
    }
    if (report->domain == NULL)
        write_acceptances(&lines, report);
    char *text = text_list_join(&lines, "\n");
    text_list_free(&lines);
    return text;
}

/* Whether each certificate lasts as long as the item says. */
static bool certificates_last(const struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].id == FINDING_EXPECTATION_CERTIFICATE_DAYS
            && report->findings[i].outcome == OUTCOME_FAILS)
            return false;
    return true;
}

char *expectation_section_of(struct report *report)
{
    enum { CHOICES = sizeof certificate_choices / sizeof certificate_choices[0] };
    struct policy policy = policy_default;
    struct expectations all = {0};
    const char *name = report->domain != NULL ? report->domain->name : report->target.name;
    if (!host_word_is_valid(name))
        return text_format("# %s is no name that may stand here", name != NULL ? name : "the target");
    assess_report(report, &policy);
    policy.expectations = &all;
    for (size_t i = 0; i < CHOICES; i++) {
        expectations_free(&all);
        all.source = text_copy("-");
        propose_all(&all, report, &certificate_choices[i]);
        assess_report(report, &policy);
        if (certificates_last(report))
            break;
    }
    char *text = section_text(&all, report);
    expectations_free(&all);
    return text;
}
