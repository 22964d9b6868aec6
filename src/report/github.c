/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --format github: workflow commands of GitHub's actions, which its runner turns into annotations. It shows
 * ten of each kind from one step, so the worst of each target come first and the others are plain lines of
 * the log; a last notice counts them. Notes and what is accepted are left out. */
#include "base/list.h"
#include "base/text.h"
#include "report/annotation.h"
#include "report/format.h"

#include <stdlib.h>
#include <string.h>

/* Of each kind. One notice is the last, and what is wrong with the list leaves room for what was found. */
enum { SHOWN_MAX = 10, NOTICES_MAX = SHOWN_MAX - 1, INPUT_ERRORS_MAX = 3 };

enum command { COMMAND_ERROR, COMMAND_WARNING, COMMAND_NOTICE, COMMAND_COUNT };

static const char *const command_names[] = {"error", "warning", "notice"};
_Static_assert(sizeof command_names / sizeof command_names[0] == COMMAND_COUNT, "a name for each command");

struct entry {
    size_t rank; /* of those of its target, the worst first */
    char *key;   /* of the target and the finding */
    char *command;
    char *plain;
};

/* The best of each kind so far, in their order, and how many there were. */
struct gathered {
    struct entry best[COMMAND_COUNT][SHOWN_MAX];
    size_t kept[COMMAND_COUNT];
    size_t all[COMMAND_COUNT];
};

static void clear_entry(struct entry *entry)
{
    free(entry->key);
    free(entry->command);
    free(entry->plain);
    *entry = (struct entry){0};
}

/* What the runner would take for the end of a text or of a property is written as %NN. */
static void write_escaped(const struct plain_out *out, const char *text, bool is_property)
{
    static const char hex[] = "0123456789ABCDEF";
    const char *special = is_property ? "%\r\n:," : "%\r\n";
    while (*text != '\0') {
        size_t plain = strcspn(text, special);
        out->write(out->context, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        char escaped[] = {'%', hex[(unsigned char)*text >> 4], hex[(unsigned char)*text & 15], '\0'};
        plain_out_text(out, escaped);
        text++;
    }
}

/* Allocates nothing. `file` may be NULL. */
static void write_command(const struct plain_out *out, enum command command, const char *file, int64_t line,
                          const char *title, const char *text)
{
    plain_out_text(out, "::");
    plain_out_text(out, command_names[command]);
    plain_out_text(out, " ");
    while (file != NULL && strncmp(file, "./", 2) == 0)
        file += 2;
    if (file != NULL) {
        plain_out_text(out, "file=");
        write_escaped(out, file, true);
        plain_out_text(out, ",line=");
        plain_out_integer(out, line > 0 ? line : 1);
        plain_out_text(out, ",");
    }
    plain_out_text(out, "title=");
    write_escaped(out, title, true);
    plain_out_text(out, "::");
    write_escaped(out, text, false);
    plain_out_text(out, "\n");
}

/* A line of the log. */
static char *plain_line(enum command command, const char *title, const char *text)
{
    char *line = text_format("%s: %s: %s\n", command_names[command], title, text);
    text_replace(&line, text_without_commands(line));
    return line;
}

static char *command_line(enum command command, const struct annotation *annotation, const char *text)
{
    char *line = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&line, &length);
    if (out == NULL)
        out_of_memory();
    struct plain_out plain = plain_out_to(out);
    write_command(&plain, command, annotation->file, annotation->line, annotation->heading, text);
    if (fclose(out) != 0)
        out_of_memory();
    return line;
}

/* "mx1.example.org 192.0.2.10 port 25: what was seen. Fix: ..."; the caller frees. */
static char *message_text(const struct finding *finding, const struct annotation *annotation)
{
    const char *evidence = finding->evidence != NULL ? finding->evidence : "";
    const char *remedy = finding->remedy != NULL ? finding->remedy : "";
    return text_format("%s%s%s%s%s", annotation->place, evidence[0] != '\0' ? ": " : "", evidence,
                       remedy[0] != '\0' ? " Fix: " : "", remedy);
}

static struct entry entry_of(const struct report *report, const struct finding *finding, enum command command,
                             size_t rank)
{
    struct annotation annotation = annotation_of(report, finding);
    char *target = annotation_target(&report->target);
    char *text = message_text(finding, &annotation);
    struct entry entry = {.rank = rank,
                          .key = text_format("%s %s", target, finding->key != NULL ? finding->key : ""),
                          .command = command_line(command, &annotation, text),
                          .plain = plain_line(command, annotation.heading, text)};
    free(text);
    free(target);
    annotation_clear(&annotation);
    return entry;
}

static bool comes_before(const struct entry *one, const struct entry *other)
{
    return one->rank != other->rank ? one->rank < other->rank : strcmp(one->key, other->key) < 0;
}

/* Puts the entry where it belongs; what there is no room for becomes a line of the log. */
static void keep(struct gathered *gathered, enum command command, struct entry entry, FILE *out)
{
    struct entry *best = gathered->best[command];
    size_t max = command == COMMAND_NOTICE ? NOTICES_MAX : SHOWN_MAX, count = gathered->kept[command];
    size_t at = count;
    while (at > 0 && comes_before(&entry, &best[at - 1]))
        at--;
    gathered->all[command]++;
    if (at == max) {
        fputs(entry.plain, out);
        clear_entry(&entry);
        return;
    }
    if (count == max) {
        fputs(best[--count].plain, out);
        clear_entry(&best[count]);
    }
    memmove(&best[at + 1], &best[at], (count - at) * sizeof *best);
    best[at] = entry;
    gathered->kept[command] = count + 1;
}

static void github_report(FILE *out, const struct report_options *options, const struct report *report,
                          void *context)
{
    (void)options;
    struct gathered *gathered = context;
    size_t ranks[COMMAND_COUNT] = {0};
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        enum annotation_kind kind = annotation_kind_of(finding);
        if (kind == ANNOTATION_NOTE || kind >= ANNOTATION_ACCEPTED)
            continue;
        enum command command = kind == ANNOTATION_ERROR     ? COMMAND_ERROR
                               : kind == ANNOTATION_WARNING ? COMMAND_WARNING
                                                            : COMMAND_NOTICE;
        keep(gathered, command, entry_of(report, finding, command, ranks[command]), out);
        ranks[command]++;
    }
}

/* The best of a kind as annotations, as many as there is room for, and the others as plain lines. */
static void write_best(const struct plain_out *out, const struct gathered *gathered, enum command command,
                       size_t room)
{
    for (size_t i = 0; i < gathered->kept[command]; i++)
        plain_out_text(out, i < room ? gathered->best[command][i].command : gathered->best[command][i].plain);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* What the user typed that is no target; returns how many are annotations. The others are counted by
 * write_more(). */
static size_t write_input_errors(const struct plain_out *out, const struct run *run)
{
    for (size_t i = 0; i < run->input_error_count; i++) {
        const struct input_error *error = &run->input_errors[i];
        const char *problem = error->problem != NULL ? error->problem : "";
        if (i < INPUT_ERRORS_MAX) {
            write_command(out, COMMAND_ERROR, annotation_file(error->source), error->line, "Not a target",
                          problem);
            continue;
        }
        char *line = plain_line(COMMAND_ERROR, "Not a target", problem);
        plain_out_text(out, line);
        free(line);
    }
    return smaller(run->input_error_count, INPUT_ERRORS_MAX);
}

static void write_more(const struct plain_out *out, const struct gathered *gathered, const size_t *shown,
                       size_t input_errors)
{
    size_t more[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; i++)
        more[i] = gathered->all[i] - smaller(gathered->all[i], shown[i]);
    more[COMMAND_ERROR] += input_errors - smaller(input_errors, INPUT_ERRORS_MAX);
    if (more[COMMAND_ERROR] + more[COMMAND_WARNING] + more[COMMAND_NOTICE] == 0)
        return;
    char *text =
        text_format("%zu more errors, %zu more warnings and %zu more undecided checks are in the log: "
                    "GitHub shows %d annotations of a kind.",
                    more[COMMAND_ERROR], more[COMMAND_WARNING], more[COMMAND_NOTICE], SHOWN_MAX);
    write_command(out, COMMAND_NOTICE, NULL, 0, "mailsonde", text);
    free(text);
}

static void github_end(FILE *file, const struct report_options *options, const struct run *run, void *context)
{
    (void)options;
    const struct gathered *gathered = context;
    struct plain_out out = plain_out_to(file);
    size_t taken = write_input_errors(&out, run);
    if (!run->summary.complete) {
        char *words = text_list_join(&run->summary.unfinished, ", ");
        write_command(&out, COMMAND_ERROR, NULL, 0, "The run was not completed", words);
        free(words);
        taken++;
    }
    size_t shown[] = {SHOWN_MAX - taken, SHOWN_MAX, NOTICES_MAX};
    for (int command = 0; command < COMMAND_COUNT; command++)
        write_best(&out, gathered, (enum command)command, shown[command]);
    write_more(&out, gathered, shown, run->input_error_count);
}

static void github_break_off(const struct plain_out *out, const struct run *run, const void *context)
{
    const struct gathered *gathered = context;
    static const size_t room[] = {SHOWN_MAX - 1, SHOWN_MAX, NOTICES_MAX};
    for (int command = 0; command < COMMAND_COUNT; command++)
        write_best(out, gathered, (enum command)command, room[command]);
    write_command(out, COMMAND_ERROR, NULL, 0, "mailsonde", "This machine ran out of memory.");
    for (size_t i = 0; i < run->summary.unfinished.count; i++) {
        plain_out_text(out, "error: not completed: ");
        plain_out_text(out, run->summary.unfinished.items[i]);
        plain_out_text(out, "\n");
    }
}

static void github_clear(void *context)
{
    struct gathered *gathered = context;
    for (int command = 0; command < COMMAND_COUNT; command++)
        for (size_t i = 0; i < gathered->kept[command]; i++)
            clear_entry(&gathered->best[command][i]);
}

static const struct report_gathering gathering = {
    .size = sizeof(struct gathered),
    .report = github_report,
    .end = github_end,
    .break_off = github_break_off,
    .clear = github_clear,
};

const struct report_format report_format_github = {.gathering = &gathering};
