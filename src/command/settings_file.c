/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parsing configuration files. */
#include "command/settings_file.h"

#include "base/list.h"
#include "base/nearest_word.h"
#include "command/option_value.h"

#include <stdlib.h>
#include <string.h>

/* One line of a file. */
struct place {
    const char *path;
    size_t line; /* from 1 */
    char **problem;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Takes the blanks at both ends off the text between the two pointers; the caller frees. */
static char *trimmed(const char *begin, const char *end)
{
    while (begin < end && is_blank(*begin))
        begin++;
    while (end > begin && is_blank(end[-1]))
        end--;
    return text_copy_bytes(begin, (size_t)(end - begin));
}

/* Where the line's comment begins, or its end. */
static const char *end_of_content(const char *line, const char *end)
{
    for (const char *at = line; at < end; at++)
        if (*at == '#' && (at == line || is_blank(at[-1])))
            return at;
    return end;
}

/* Frees `complaint`. */
static bool complain(const struct place *place, char *complaint)
{
    char *quoted = option_value_quote(place->path);
    *place->problem = text_format("%s, line %zu: %s", quoted, place->line, complaint);
    free(quoted);
    free(complaint);
    return false;
}

static bool complain_of_name(const struct place *place, const char *name)
{
    struct nearest_word search = {.typed = name + strspn(name, "-")};
    for (size_t i = 0; i < option_count; i++)
        if (option_is_setting(&option_table[i]))
            nearest_word_offer(&search, option_table[i].name);
    char *quoted = option_value_quote(name);
    char *question = nearest_word_question("", search.word);
    char *complaint = text_format("%s is not the name of an option%s", quoted,
                                  search.word != NULL ? question : "; \"mailsonde --help\" lists them");
    free(question);
    free(quoted);
    return complain(place, complaint);
}

/* The earlier setting of the option in this file; NULL for none. */
static const struct setting *earlier(const struct setting_list *list, size_t first,
                                     const struct option *option)
{
    for (size_t i = first; i < list->count; i++)
        if (list->items[i].option == option)
            return &list->items[i];
    return NULL;
}

/* `first` is the index of the file's first setting. */
static bool parse_setting(const struct place *place, const char *name, const char *value, size_t first,
                          struct setting_list *list)
{
    const struct option *option = option_by_name(name);
    if (option == NULL || !option_is_setting(option))
        return complain_of_name(place, name);
    if (!option_repeats(option) && earlier(list, first, option) != NULL)
        return complain(
            place,
            text_format("%s was set before, and can have one value only; remove one of the two", name));
    struct setting *setting = list_append(&list->items, &list->count, sizeof *setting);
    char *quoted = option_value_quote(place->path);
    *setting = (struct setting){.option = option,
                                .value = text_copy(value),
                                .origin = text_format("%s, line %zu", quoted, place->line)};
    free(quoted);
    return true;
}

static bool parse_line(const struct place *place, const char *line, const char *end, size_t first,
                       struct setting_list *list)
{
    end = end_of_content(line, end);
    char *content = trimmed(line, end);
    const char *mark = memchr(line, '=', (size_t)(end - line));
    bool good = true;
    if (mark != NULL) {
        char *name = trimmed(line, mark);
        char *value = trimmed(mark + 1, end);
        good = parse_setting(place, name, value, first, list);
        free(value);
        free(name);
    } else if (*content != '\0') {
        char *quoted = option_value_quote(content);
        good = complain(place, text_format("%s is not NAME = VALUE, such as depth = deep", quoted));
        free(quoted);
    }
    free(content);
    return good;
}

bool settings_file_parse(const char *path, const char *text, size_t length, struct setting_list *list,
                         char **problem)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    struct place place = {.path = path, .problem = problem};
    size_t first = list->count;
    const char *end = text + length;
    if (length >= 3 && memcmp(text, byte_order_mark, 3) == 0)
        text += 3;
    while (text < end) {
        place.line++;
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline != NULL ? newline : end;
        if (memchr(text, '\0', (size_t)(line_end - text)) != NULL)
            return complain(&place, text_copy("a NUL byte; this is no text file"));
        if (!parse_line(&place, text, line_end, first, list))
            return false;
        text = line_end + 1;
    }
    return true;
}

void setting_list_free(struct setting_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].value);
        free(list->items[i].origin);
    }
    free(list->items);
    *list = (struct setting_list){0};
}
