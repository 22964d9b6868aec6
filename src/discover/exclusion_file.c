/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads files of exclusions. */
#include "discover/exclusion_file.h"

#include "base/text.h"
#include "discover/idn.h"
#include "discover/input_file.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 256 * 1024 * 1024, SHOWN_BYTES = 200, NAME_MAX_BYTES = 253, LABEL_MAX_BYTES = 63 };

/* What is wrong with A-labels without a final dot; NULL for nothing. Underscores are fine: DNS has them. */
static const char *name_problem(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *label = name;
    if (strlen(name) > NAME_MAX_BYTES)
        return "the name is longer than 253 bytes";
    for (;;) {
        size_t length = strcspn(label, ".");
        if (length == 0 || length > LABEL_MAX_BYTES || strspn(label, letters) != length)
            return "it is neither an address, a network (192.0.2.0/24) nor a domain";
        if (label[length] == '\0')
            break;
        label += length + 1;
    }
    if (strspn(label, "0123456789") == strlen(label))
        return "it is no address, and no domain ends in a number";
    return NULL;
}

static const char *add_domain(struct exclusions *exclusions, const char *word)
{
    const char *problem = NULL;
    if (strncmp(word, "*.", 2) == 0)
        word += 2;
    else if (word[0] == '.')
        word++;
    if (word[0] == '\0')
        return "the root has all names below it: nothing would be left";
    char *name = idn_to_ascii(word, &problem);
    if (name == NULL)
        return problem;
    size_t length = strlen(name);
    if (length > 1 && name[length - 1] == '.')
        name[length - 1] = '\0';
    problem = name_problem(name);
    if (problem == NULL)
        exclusions_add_domain(exclusions, name);
    free(name);
    return problem;
}

/* `slash`: in the word, which it ends. */
static const char *add_network(struct exclusions *exclusions, char *word, char *slash)
{
    struct ip_address address;
    size_t digits = strspn(slash + 1, "0123456789");
    *slash = '\0';
    if (!address_parse(word, &address))
        return "there is no address before the \"/\"";
    unsigned long bits = strtoul(slash + 1, NULL, 10);
    if (digits == 0 || digits > 3 || slash[1 + digits] != '\0' || bits > (address.family == 4 ? 32 : 128))
        return address.family == 4 ? "the length of the prefix is not a number from 0 to 32"
                                   : "the length of the prefix is not a number from 0 to 128";
    exclusions_add_network(exclusions, &address, (unsigned)bits);
    return NULL;
}

static const char *add_word(struct exclusions *exclusions, char *word)
{
    struct ip_address address;
    int64_t port;
    char *slash = strchr(word, '/');
    if (slash != NULL)
        return add_network(exclusions, word, slash);
    if (strchr(word, '@') != NULL)
        return "a mail address is not excluded; give its domain";
    if (address_parse_with_port(word, &address, &port)) {
        if (port != 0)
            return "an address is excluded with all its ports; leave the port out";
        exclusions_add_network(exclusions, &address, address.family == 4 ? 32 : 128);
        return NULL;
    }
    return add_domain(exclusions, word);
}

/* The word of a line: without comment and the white space around it; may be empty. */
static char *trim(char *line)
{
    static const char blanks[] = " \t\r\f\v";
    for (char *at = line; *at != '\0'; at++)
        if (*at == '#' && (at == line || strchr(blanks, at[-1]) != NULL))
            *at = '\0';
    line += strspn(line, blanks);
    size_t length = strlen(line);
    while (length > 0 && strchr(blanks, line[length - 1]) != NULL)
        line[--length] = '\0';
    return line;
}

static char *complain(const char *file, size_t line, const char *word, const char *problem)
{
    char *file_shown = text_from_wire(file, strlen(file), SHOWN_BYTES);
    char *word_shown = text_from_wire(word, strlen(word), SHOWN_BYTES);
    char *error = text_format("%s:%zu: \"%s\": %s", file_shown, line, word_shown, problem);
    free(file_shown);
    free(word_shown);
    return error;
}

/* The first problem; NULL for none. */
static char *read_lines(struct exclusions *exclusions, const char *file, char *text, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf"; /* a byte order mark */
    char *line = strncmp(text, mark, strlen(mark)) == 0 ? text + strlen(mark) : text;
    for (size_t number = 1; line < text + length; number++) {
        char *end = memchr(line, '\n', (size_t)(text + length - line));
        end = end != NULL ? end : text + length;
        *end = '\0';
        if (strlen(line) != (size_t)(end - line))
            return complain(file, number, line, "the line has a NUL byte; is this a text file?");
        char *word = trim(line);
        char *typed = text_copy(word);
        const char *problem = *word != '\0' ? add_word(exclusions, word) : NULL;
        char *error = problem != NULL ? complain(file, number, typed, problem) : NULL;
        free(typed);
        if (error != NULL)
            return error;
        line = end + 1;
    }
    return NULL;
}

struct exclusions *exclusion_files_load(const struct text_list *names, char **error)
{
    struct exclusions *exclusions = exclusions_new();
    *error = NULL;
    for (size_t i = 0; i < names->count && *error == NULL; i++) {
        size_t length = 0;
        char *text = input_file_read(names->items[i], FILE_MAX_BYTES, &length, error);
        if (text != NULL)
            *error = read_lines(exclusions, names->items[i], text, length);
        free(text);
    }
    if (*error == NULL) {
        exclusions_settle(exclusions);
        return exclusions;
    }
    exclusions_free(exclusions);
    return NULL;
}
