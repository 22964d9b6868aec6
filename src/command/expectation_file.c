/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the file of --expect: lines, bounds, what names what, and the profiles. */
#include "command/expectation_file.h"

#include "base/text.h"
#include "command/accept_word.h"
#include "command/expectation_lines.h"
#include "command/line_words.h"
#include "command/option_value.h"
#include "command/small_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One line; false when no further one is to be read. */
static bool read_line(struct expectation_reader *reader, const char *line, size_t length, size_t *said)
{
    struct text_list words = {0};
    char *problem = NULL;
    bool good = true;
    if (memchr(line, '\0', length) != NULL) {
        expectation_complain(reader, reader->line, text_copy("a NUL byte; this is no text file"));
        return false;
    }
    if (!line_words_read(line, length, &words, &problem))
        expectation_complain(reader, reader->line, problem);
    else if (words.count > 0)
        expectation_line_read(reader, &words);
    *said += words.count;
    if (*said > EXPECTATION_LINES_MAX * 4 || reader->into->count > EXPECTATION_LINES_MAX) {
        expectation_complain(
            reader, reader->line,
            text_format("the file says more than %d things; divide it by domains", EXPECTATION_LINES_MAX));
        good = false;
    }
    text_list_free(&words);
    return good;
}

static void read_lines(struct expectation_reader *reader, const char *text, size_t length)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    const char *end = text + length;
    size_t said = 0;
    if (length >= 3 && memcmp(text, byte_order_mark, 3) == 0)
        text += 3;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline != NULL ? newline : end;
        reader->line++;
        if (!read_line(reader, text, (size_t)(line_end - text), &said))
            return;
        if (reader->problems->count >= EXPECTATION_FAULTS_MAX) {
            char *last = text_format("%s:%" PRId64 ": too many faults; the rest was not read",
                                     reader->into->source, reader->line);
            text_list_append(reader->problems, last);
            free(last);
            return;
        }
        text = newline != NULL ? newline + 1 : end;
    }
}

static int by_name(const void *a, const void *b)
{
    const struct expected_domain *one = a, *other = b;
    int order = text_compare(one->name, other->name);
    return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

/* The domains in the order of their names, each once. */
static void check_domains(struct expectation_reader *reader)
{
    struct expectations *into = reader->into;
    for (size_t i = 0; i < into->domain_count; i++)
        for (char *at = into->domains[i].name; *at != '\0'; at++)
            if (*at >= 'A' && *at <= 'Z')
                *at = (char)(*at - 'A' + 'a');
    if (into->domain_count > 1)
        qsort(into->domains, into->domain_count, sizeof *into->domains, by_name);
    for (size_t i = 1; i < into->domain_count; i++)
        if (strcmp(into->domains[i].name, into->domains[i - 1].name) == 0
            && reader->problems->count < EXPECTATION_FAULTS_MAX)
            expectation_complain(reader, into->domains[i].line,
                                 text_format("line %" PRId64
                                             " begins a section about this domain already; join the two",
                                             into->domains[i - 1].line));
}

/* Each profile is read once, and found for all that name it. */
static void read_profiles(struct expectation_reader *reader, struct profile_set *profiles)
{
    struct expectations *into = reader->into;
    struct text_list names = {0};
    for (size_t i = 0; i < into->count; i++) {
        const char *name = into->items[i].profile_name;
        char *problem = NULL;
        if (name == NULL || text_list_has(&names, name))
            continue;
        text_list_append(&names, name);
        if (!profile_set_add(profiles, name, &problem))
            expectation_complain(reader, into->items[i].line, problem);
    }
    for (size_t i = 0; i < into->count && profiles->count == names.count; i++)
        for (size_t n = 0; n < names.count && into->items[i].profile_name != NULL; n++)
            if (text_same_name(names.items[n], into->items[i].profile_name))
                into->items[i].profile = &profiles->profiles[n];
    text_list_free(&names);
}

bool expectation_set_parse(struct expectation_set *set, const char *path, const char *text, size_t length,
                           struct text_list *problems)
{
    *set = (struct expectation_set){.expectations.source = text_from_wire(path, strlen(path), strlen(path))};
    struct expectation_reader reader = {.into = &set->expectations, .problems = problems};
    read_lines(&reader, text, length);
    check_domains(&reader);
    if (problems->count < EXPECTATION_FAULTS_MAX)
        read_profiles(&reader, &set->profiles);
    free(reader.domain);
    free(reader.host);
    return problems->count == 0;
}

/* The words were checked with the command line. */
static void add_ignored(struct expectations *into, const struct text_list *ignored)
{
    for (size_t i = 0; i < ignored->count; i++) {
        char *problem = NULL;
        struct accept_rule *rule =
            list_append(&into->accept_rules, &into->accept_rule_count, sizeof *into->accept_rules);
        accept_word_parse(ignored->items[i], rule, &problem);
        free(problem);
        rule->acceptance.reason = text_copy("--ignore");
        rule->acceptance.source = text_copy("--ignore");
    }
}

bool expectation_set_read(struct expectation_set *set, const char *path, const struct text_list *ignored,
                          struct text_list *problems)
{
    size_t length = 0;
    *set = (struct expectation_set){0};
    char *text = path != NULL ? small_file_read(path, &length) : NULL;
    if (path != NULL && text == NULL) {
        char *quoted = option_value_quote(path);
        char *problem =
            errno == EFBIG
                ? text_format("--expect: %s has more than a megabyte; divide it by domains", quoted)
                : text_format("--expect: %s: %s", quoted, strerror(errno));
        text_list_append(problems, problem);
        free(problem);
        free(quoted);
        return false;
    }
    bool good = path == NULL || expectation_set_parse(set, path, text, length, problems);
    free(text);
    add_ignored(&set->expectations, ignored);
    return good;
}

void expectation_set_free(struct expectation_set *set)
{
    expectations_free(&set->expectations);
    profile_set_free(&set->profiles);
    *set = (struct expectation_set){0};
}
