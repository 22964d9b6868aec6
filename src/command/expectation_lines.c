/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of the file of --expect, by their first words. */
#include "command/expectation_lines.h"

#include "base/address.h"
#include "base/date.h"
#include "base/nearest_word.h"
#include "base/shape.h"
#include "command/accept_word.h"
#include "command/expectation_file.h"
#include "command/option_value.h"
#include "facts/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DAYS_MAX = 3650, PARTS_MAX = 1000 };

/* Where a line may stand. */
enum scope { SCOPE_ALL = 1, SCOPE_DOMAIN = 2, SCOPE_HOST = 4, SCOPE_ANY = 7 };

struct line_kind {
    const char *word;
    unsigned scopes;
    const char *form; /* what follows the word */
    void (*read)(struct expectation_reader *reader, const struct text_list *words);
};

void expectation_complain(struct expectation_reader *reader, int64_t line, char *complaint)
{
    char *text = text_format("%s:%" PRId64 ": %s", reader->into->source, line, complaint);
    if (reader->problems->count < EXPECTATION_FAULTS_MAX)
        text_list_append(reader->problems, text);
    free(text);
    free(complaint);
}

static void complain(struct expectation_reader *reader, char *complaint)
{
    expectation_complain(reader, reader->line, complaint);
}

/* "\"x\" " and what is wrong with it. */
static void complain_of(struct expectation_reader *reader, const char *word, const char *complaint)
{
    char *quoted = option_value_quote(word);
    complain(reader, text_format("%s %s", quoted, complaint));
    free(quoted);
}

static struct expect_item *add(struct expectation_reader *reader, enum expectation_kind kind)
{
    struct expectations *into = reader->into;
    struct expect_item *item = list_append(&into->items, &into->count, sizeof *into->items);
    item->kind = kind;
    item->line = reader->line;
    item->domain = text_copy(reader->domain);
    item->host = text_copy(reader->host);
    return item;
}

/* What the section says of the kind (and port) already. */
static const struct expect_item *earlier(const struct expectation_reader *reader, enum expectation_kind kind,
                                         int64_t port)
{
    const struct expectations *into = reader->into;
    for (size_t i = reader->section_begin; i < into->count; i++)
        if (into->items[i].kind == kind && into->items[i].port == port
            && text_same(into->items[i].host, reader->host))
            return &into->items[i];
    return NULL;
}

/* Adds it unless the section has one. */
static struct expect_item *add_once(struct expectation_reader *reader, enum expectation_kind kind)
{
    const struct expect_item *before = earlier(reader, kind, 0);
    if (before == NULL)
        return add(reader, kind);
    complain(reader, text_format("line %" PRId64 " says so already for the same %s; remove one of the two",
                                 before->line,
                                 reader->host != NULL     ? "host"
                                 : reader->domain != NULL ? "domain"
                                                          : "part of the file"));
    return NULL;
}

/* The text with each `from` made `to`. */
static char *with(char *text, char from, char to)
{
    for (char *at = strchr(text, from); at != NULL; at = strchr(at, from))
        *at = to;
    return text;
}

/* The value that the word names, "-" and "_" being the same; -1, with a complaint that names all from `first`
 * on, for none. */
static int value_of(struct expectation_reader *reader, const struct words *known, int first, const char *word)
{
    struct text_list list = {0};
    int value = -1;
    char *plain = with(text_copy(word), '-', '_');
    for (int i = first; i < (int)known->count; i++) {
        char *shown = with(text_copy(known->words[i]), '_', '-');
        text_list_append(&list, shown);
        free(shown);
        if (strcmp(known->words[i], plain) == 0)
            value = i;
    }
    char *joined = text_list_join(&list, ", ");
    char *complaint = text_format("is none of %s", joined);
    if (value < 0)
        complain_of(reader, word, complaint);
    free(complaint);
    free(joined);
    free(plain);
    text_list_free(&list);
    return value;
}

static bool check_name(struct expectation_reader *reader, const char *name)
{
    if (host_word_is_valid(name))
        return true;
    complain_of(reader, name,
                "is no host or domain name; write it in ASCII, without a dot at its end, as mx1.example.org");
    return false;
}

/* An address as reports write it; a name as it is. The caller frees. */
static char *host_text(const char *word)
{
    struct ip_address address;
    return address_parse(word, &address) ? address_text(&address) : text_copy(word);
}

/* Whether there are so many words behind the first one. */
static bool has_words(struct expectation_reader *reader, const struct text_list *words, size_t least,
                      size_t most)
{
    if (words->count > least && words->count <= most + 1)
        return true;
    bool few = words->count <= least;
    complain(reader, text_format("\"%s\" has too %s words; \"mailsonde help\" and doc/expectations.md show "
                                 "what may follow it",
                                 words->items[0], few ? "few" : "many"));
    return false;
}

static void read_domain(struct expectation_reader *reader, const struct text_list *words)
{
    struct expectations *into = reader->into;
    if (!has_words(reader, words, 1, 1) || !check_name(reader, words->items[1]))
        return;
    text_replace(&reader->domain, text_copy(words->items[1]));
    text_replace(&reader->host, NULL);
    reader->section_begin = into->count;
    for (size_t i = 0; i < into->domain_count; i++)
        if (strcasecmp(into->domains[i].name, words->items[1]) == 0)
            complain(reader, text_format("line %" PRId64 " begins a section of that domain already; make one "
                                         "of the two",
                                         into->domains[i].line));
    struct expected_domain *domain = list_append(&into->domains, &into->domain_count, sizeof *into->domains);
    *domain = (struct expected_domain){.name = text_copy(words->items[1]), .line = reader->line};
}

/* A host that its domain has a section about is expected to be there. */
static void read_host(struct expectation_reader *reader, const struct text_list *words)
{
    if (!has_words(reader, words, 1, 1) || !check_name(reader, words->items[1]))
        return;
    text_replace(&reader->host, host_text(words->items[1]));
    if (reader->domain != NULL && earlier(reader, EXPECT_HOST, 0) == NULL)
        add(reader, EXPECT_HOST);
}

static void add_host(struct expectation_reader *reader, const char *word)
{
    if (!check_name(reader, word))
        return;
    text_replace(&reader->host, host_text(word));
    if (earlier(reader, EXPECT_HOST, 0) == NULL)
        add(reader, EXPECT_HOST);
    text_replace(&reader->host, NULL);
}

static void read_hosts(struct expectation_reader *reader, const struct text_list *words)
{
    static const char *const list[] = {"exactly", "at_least"};
    static const struct words kinds = {.words = list, .count = 2};
    if (!has_words(reader, words, 1, SIZE_MAX - 1))
        return;
    int kind = value_of(reader, &kinds, 0, words->items[1]);
    if (kind < 0)
        return;
    enum expectation_kind wanted = kind == 0 ? EXPECT_HOSTS_EXACT : EXPECT_HOSTS_LEAST;
    if (earlier(reader, kind == 0 ? EXPECT_HOSTS_LEAST : EXPECT_HOSTS_EXACT, 0) != NULL) {
        complain(reader, text_copy("the domain has \"hosts exactly\" and \"hosts at-least\"; use only one"));
        return;
    }
    if (add_once(reader, wanted) == NULL)
        return;
    for (size_t i = 2; i < words->count; i++)
        add_host(reader, words->items[i]);
}

/* Adds an expectation about a port, unless the section has one about it. */
static struct expect_item *add_port(struct expectation_reader *reader, enum expectation_kind kind,
                                    const char *word)
{
    int64_t port = port_parse(word);
    if (port == 0) {
        complain_of(reader, word, "is not a port number (1 to 65535)");
        return NULL;
    }
    const struct expect_item *before = earlier(reader, EXPECT_OPEN, port);
    if (before == NULL)
        before = earlier(reader, EXPECT_CLOSED, port);
    if (before != NULL) {
        complain(reader,
                 text_format("line %" PRId64 " speaks of port %" PRId64 " already; remove one of the two",
                             before->line, port));
        return NULL;
    }
    struct expect_item *item = add(reader, kind);
    item->port = port;
    return item;
}

static void read_open(struct expectation_reader *reader, const struct text_list *words)
{
    static const char *const list[] = {"starttls", "implicit_tls"};
    static const struct words modes = {.words = list, .count = 2};
    if (!has_words(reader, words, 1, 2))
        return;
    struct expect_item *item = add_port(reader, EXPECT_OPEN, words->items[1]);
    if (item == NULL || words->count == 2)
        return;
    int mode = value_of(reader, &modes, 0, words->items[2]);
    item->mode = mode == 0 ? MODE_STARTTLS : MODE_IMPLICIT_TLS;
}

static void read_closed(struct expectation_reader *reader, const struct text_list *words)
{
    if (!has_words(reader, words, 1, SIZE_MAX - 1))
        return;
    for (size_t i = 1; i < words->count; i++)
        add_port(reader, EXPECT_CLOSED, words->items[i]);
}

static void read_inbound(struct expectation_reader *reader, const struct text_list *words)
{
    if (!has_words(reader, words, 1, 1))
        return;
    int level = value_of(reader, &inbound_level_words, INBOUND_CLEARTEXT, words->items[1]);
    struct expect_item *item = level < 0 ? NULL : add_once(reader, EXPECT_INBOUND);
    if (item != NULL)
        item->inbound = (enum inbound_level)level;
}

static void read_submission(struct expectation_reader *reader, const struct text_list *words)
{
    if (!has_words(reader, words, 1, 1))
        return;
    int level =
        value_of(reader, &submission_level_words, SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR, words->items[1]);
    struct expect_item *item = level < 0 ? NULL : add_once(reader, EXPECT_SUBMISSION);
    if (item != NULL)
        item->submission = (enum submission_level)level;
}

/* Digits alone, up to `maximum`; -1 for anything else. */
static int64_t number(const char *text, size_t length, int64_t maximum)
{
    int64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
        if (value > maximum)
            return -1;
    }
    return length > 0 ? value : -1;
}

static void read_certificate_days(struct expectation_reader *reader, const struct text_list *words)
{
    if (!has_words(reader, words, 1, 1))
        return;
    const char *word = words->items[1];
    size_t length = strcspn(word, "/");
    bool is_part = word[length] == '/';
    int64_t first = number(word, length, is_part ? PARTS_MAX : DAYS_MAX);
    int64_t parts = is_part ? number(word + length + 1, strlen(word + length + 1), PARTS_MAX) : 0;
    if (first < 1 || (is_part && (parts < 2 || first >= parts))) {
        complain_of(reader, word,
                    "is neither a number of days, such as 14, nor a part of a certificate's lifetime, such "
                    "as 1/3");
        return;
    }
    struct expect_item *item = add_once(reader, EXPECT_CERTIFICATE);
    if (item == NULL)
        return;
    item->days = is_part ? 0 : first;
    item->part = is_part ? first : 0;
    item->parts = parts;
}

static void read_profile(struct expectation_reader *reader, const struct text_list *words)
{
    if (!has_words(reader, words, 1, 1))
        return;
    struct expect_item *item = add_once(reader, EXPECT_PROFILE);
    if (item != NULL)
        item->profile_name = text_copy(words->items[1]);
}

/* Reads "until DAY|never reason TEXT", in either order. */
static bool read_terms(struct expectation_reader *reader, const struct text_list *words,
                       struct acceptance *acceptance)
{
    bool has_until = false;
    for (size_t i = 2; i < words->count; i += 2) {
        const char *name = words->items[i];
        const char *value = i + 1 < words->count ? words->items[i + 1] : NULL;
        bool is_until = strcmp(name, "until") == 0;
        if (!is_until && strcmp(name, "reason") != 0) {
            complain_of(reader, name,
                        "stands where \"until\" or \"reason\" should; put a reason of several words in "
                        "quotation marks");
            return false;
        }
        if (value == NULL || value[0] == '\0') {
            complain(reader, text_format("nothing stands behind \"%s\"", name));
            return false;
        }
        if (!is_until) {
            text_replace(&acceptance->reason, text_copy(value));
            continue;
        }
        has_until = true;
        if (strcmp(value, "never") == 0)
            continue;
        if (!date_is_valid(value)) {
            complain_of(reader, value, "is no day, such as 2027-01-31, nor \"never\"");
            return false;
        }
        text_replace(&acceptance->until, text_copy(value));
    }
    if (has_until && acceptance->reason != NULL)
        return true;
    complain(reader, text_format("an acceptance needs %s", has_until ? "a reason: reason \"why it is so\""
                                                                     : "its last day: until 2027-01-31, or "
                                                                       "until never"));
    return false;
}

static void read_accept(struct expectation_reader *reader, const struct text_list *words)
{
    struct expectations *into = reader->into;
    if (!has_words(reader, words, 1, 5))
        return;
    struct accept_rule *rule =
        list_append(&into->accept_rules, &into->accept_rule_count, sizeof *into->accept_rules);
    char *problem = NULL;
    rule->domain = text_copy(reader->domain);
    rule->acceptance.source = text_copy(into->source);
    rule->acceptance.line = reader->line;
    bool good = accept_word_parse(words->items[1], rule, &problem);
    if (problem != NULL)
        complain(reader, problem);
    if (!good || !read_terms(reader, words, &rule->acceptance) || reader->host == NULL)
        return;
    if (rule->host == NULL)
        rule->host = text_copy(reader->host);
    else if (!text_same_name(rule->host, reader->host))
        complain_of(reader, rule->host, "is not the host of this section; move the line out of it");
}

static const struct line_kind kinds[] = {
    {"domain", SCOPE_ANY, "NAME", read_domain},
    {"host", SCOPE_ANY, "NAME", read_host},
    {"hosts", SCOPE_DOMAIN, "exactly|at-least NAME...", read_hosts},
    {"open", SCOPE_ANY, "PORT [starttls|implicit-tls]", read_open},
    {"closed", SCOPE_ANY, "PORT...", read_closed},
    {"inbound", SCOPE_ANY, "LEVEL", read_inbound},
    {"submission", SCOPE_ANY, "LEVEL", read_submission},
    {"certificate-days", SCOPE_ANY, "DAYS|N/M", read_certificate_days},
    {"profile", SCOPE_ANY, "NAME|FILE", read_profile},
    {"accept", SCOPE_ANY, "ID[@HOST[:PORT]] until DAY reason \"TEXT\"", read_accept},
};

static const struct line_kind *kind_called(struct expectation_reader *reader, const char *word)
{
    struct nearest_word search = {.typed = word};
    struct text_list names = {0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].word, word) == 0) {
            text_list_free(&names);
            return &kinds[i];
        }
        nearest_word_offer(&search, kinds[i].word);
        text_list_append(&names, kinds[i].word);
    }
    char *known = text_list_join(&names, ", ");
    char *question = nearest_word_question("", search.word);
    char *complaint =
        text_format("begins no line%s%s",
                    search.word != NULL ? question : "; these do: ", search.word != NULL ? "" : known);
    complain_of(reader, word, complaint);
    free(complaint);
    free(question);
    free(known);
    text_list_free(&names);
    return NULL;
}

void expectation_line_read(struct expectation_reader *reader, const struct text_list *words)
{
    const struct line_kind *kind = kind_called(reader, words->items[0]);
    unsigned scope = reader->host != NULL ? SCOPE_HOST : reader->domain != NULL ? SCOPE_DOMAIN : SCOPE_ALL;
    if (kind == NULL)
        return;
    if ((kind->scopes & scope) != 0)
        kind->read(reader, words);
    else
        complain(reader,
                 text_format("\"%s\" belongs into the section of a domain, before its hosts", kind->word));
}
