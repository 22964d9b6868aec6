/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a run was called. No option takes a secret. */
#include "command/run_settings.h"

#include "base/text.h"
#include "command/command_table.h"
#include "command/option_table.h"
#include "command/run.h"
#include "facts/words.h"

#include <stdlib.h>
#include <string.h>

/* As many of an option's bytes are recorded: a list of ports has at most 65,535. */
enum { WORD_MAX_BYTES = 4096 };

static char *safe(const char *text)
{
    return text == NULL ? NULL : text_from_wire(text, strlen(text), WORD_MAX_BYTES);
}

static bool takes(const struct options *options, const char *name)
{
    const struct option *option = option_by_name(name);
    return option != NULL && (option->commands & 1U << options->command) != 0;
}

static void add_safe(struct text_list *list, const struct text_list *words)
{
    for (size_t i = 0; i < words->count; i++) {
        char *word = safe(words->items[i]);
        text_list_append(list, word);
        free(word);
    }
}

/* What was given, or else the system's. */
static char *or_system(const char *given)
{
    return given != NULL ? safe(given) : text_copy("system");
}

struct run_settings run_settings_of(const struct options *options)
{
    struct run_settings settings = {.command = text_copy(command_table[options->command].name)};
    add_safe(&settings.options, &options->words);
    if (takes(options, "depth"))
        settings.depth = text_copy(words_name(&tls_depth_words, (int)run_depth(options)));
    if (takes(options, "resolver") && !options->offline)
        settings.resolver = or_system(options->resolver);
    if (takes(options, "dnssec"))
        settings.dnssec = text_copy(words_name(&dnssec_mode_words, (int)options->dnssec));
    if (takes(options, "trust-anchor") && options->dnssec == DNSSEC_MODE_VALIDATE)
        settings.dnssec_anchor = or_system(options->trust_anchor);
    if (takes(options, "ca-file"))
        settings.trust_anchors = or_system(options->ca_file);
    if (takes(options, "profile"))
        add_safe(&settings.profiles, &options->profiles);
    return settings;
}
