/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scripts once they are parsed: which rule answers, reading one from a file, freeing it. */
#include "demo/script.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 256 * 1024 };

static bool matches(const char *pattern, const char *line)
{
    if (fnmatch(pattern, line, FNM_CASEFOLD) == 0)
        return true;
    char *word = text_copy_bytes(line, strcspn(line, " "));
    bool same = fnmatch(pattern, word, FNM_CASEFOLD) == 0;
    free(word);
    return same;
}

static bool applies(const struct rule *rule, enum rule_event event, const char *line, bool in_tls)
{
    if (rule->event != event)
        return false;
    if (rule->scope != ANYWHERE && (rule->scope == IN_TLS) != in_tls)
        return false;
    return event != ON_COMMAND || matches(rule->pattern, line);
}

const struct rule *script_rule(const struct script *script, enum rule_event event, const char *line,
                               bool in_tls, long connection)
{
    const struct rule *general = NULL;
    for (size_t i = 0; i < script->rule_count; i++) {
        const struct rule *rule = &script->rules[i];
        if (!applies(rule, event, line, in_tls))
            continue;
        if (rule->connection == connection)
            return rule;
        if (rule->connection == 0 && general == NULL)
            general = rule;
    }
    return general;
}

bool script_read(const char *path, struct script *script, char **error)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        *error = text_format("%s: %s", path, strerror(errno));
        return false;
    }
    char *text = allocate(FILE_MAX_BYTES + 1, 1);
    size_t length = fread(text, 1, FILE_MAX_BYTES, file);
    bool whole = !ferror(file) && length < FILE_MAX_BYTES && strlen(text) == length;
    fclose(file);
    if (!whole)
        *error = text_format("%s: cannot be read, is too long, or holds NUL bytes", path);
    bool parsed = whole && script_parse(path, text, script, error);
    free(text);
    return parsed;
}

void script_free(struct script *script)
{
    for (size_t i = 0; i < script->rule_count; i++) {
        struct rule *rule = &script->rules[i];
        for (size_t a = 0; a < rule->action_count; a++)
            free(rule->actions[a].bytes);
        free(rule->actions);
        free(rule->pattern);
    }
    for (size_t i = 0; i < script->expectation_count; i++) {
        free(script->expectations[i].path);
        free(script->expectations[i].value);
    }
    free(script->rules);
    free(script->expectations);
    free(script->name);
    free(script->about);
    free(script->priority);
    text_list_free(&script->names);
    *script = (struct script){0};
}
