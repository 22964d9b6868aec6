/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "explain": the catalogue of findings and the table of providers, for people. */
#include "command/explain.h"

#include "assess/finding/catalogue.h"
#include "assess/vantage/providers.h"
#include "base/list.h"
#include "base/nearest_word.h"
#include "command/fix.h"
#include "command/option_value.h"
#include "command/output.h"
#include "command/usage.h"
#include "facts/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before the name of a provider, where one could stand for a finding. */
static const char provider_prefix[] = "cloud:";

static const char *severity_name(enum severity severity)
{
    return words_name(&severity_words, (int)severity);
}

/* "error", or "error; info on port 25 of an MX" where the role changes it. */
static char *severity_text(const struct catalogue_entry *entry)
{
    static const char *const places[ROLE_COUNT] = {
        [ROLE_MX] = "on port 25 of an MX", [ROLE_OTHER] = "on port 25 of other hosts", [ROLE_GUESS] = NULL};
    enum severity usual = entry->severity[ROLE_SUBMISSION];
    char *text = text_copy(severity_name(usual));
    for (size_t role = 0; role < ROLE_COUNT; role++)
        if (places[role] != NULL && entry->severity[role] != usual)
            text_replace(&text,
                         text_format("%s; %s %s", text, severity_name(entry->severity[role]), places[role]));
    return text;
}

/* "this network"; the caller frees. */
static char *suspect_text(size_t at)
{
    char *text = text_copy(words_name(&suspect_words, (int)at));
    for (char *mark = strchr(text, '_'); mark != NULL; mark = strchr(mark, '_'))
        *mark = ' ';
    return text;
}

/* One remedy, after all whom a finding points at that has it; those before `first` have another. */
static void explain_remedy(const struct catalogue_entry *entry, size_t first)
{
    struct text_list suspects = {0};
    for (size_t at = first; at < SUSPECT_COUNT; at++)
        if (text_same(entry->remedy_at[at], entry->remedy_at[first])) {
            char *suspect = suspect_text(at);
            text_list_append(&suspects, suspect);
            free(suspect);
        }
    char *places = text_list_join(&suspects, ", ");
    char *text = text_format("(cause: %s) %s", places, entry->remedy_at[first]);
    usage_paragraph(stdout, "  fix    ", text);
    free(text);
    free(places);
    text_list_free(&suspects);
}

static void explain_remedies(const struct catalogue_entry *entry)
{
    for (size_t at = 0; at < SUSPECT_COUNT; at++) {
        bool said = entry->remedy_at[at] == NULL;
        for (size_t before = 0; before < at && !said; before++)
            said = text_same(entry->remedy_at[before], entry->remedy_at[at]);
        if (!said)
            explain_remedy(entry, at);
    }
}

/* What the servers are called, and where the lines go. */
static const struct {
    const char *name;
    const char *place;
    enum server_software software;
} fix_servers[FIX_SERVER_COUNT] = {
    [FIX_SERVER_POSTFIX] = {"Postfix", "type as root, then \"postfix reload\"", SOFTWARE_POSTFIX},
    [FIX_SERVER_EXIM] = {"Exim", "in the main section, then restart", SOFTWARE_EXIM},
    [FIX_SERVER_OPENSMTPD] = {"OpenSMTPD", "in smtpd.conf, then restart", SOFTWARE_OPENSMTPD},
    [FIX_SERVER_SENDMAIL] = {"Sendmail", "in sendmail.mc, then \"make -C /etc/mail\" and restart",
                             SOFTWARE_OTHER},
    [FIX_SERVER_DOVECOT23] = {"Dovecot 2.3", "in local.conf, then restart", SOFTWARE_DOVECOT},
    [FIX_SERVER_DOVECOT24] = {"Dovecot 2.4", "in local.conf, then restart", SOFTWARE_DOVECOT},
};

/* The lines are whole, as they are to be copied. */
static void explain_fix(const struct fix *fix)
{
    char *verified = fix->verified_on != NULL ? text_format("verified on %s", fix->verified_on)
                                              : text_copy("not verified");
    printf("    %s (%s): %s\n", fix_servers[fix->server].name, verified, fix_servers[fix->server].place);
    free(verified);
    if (fix->caution != NULL)
        usage_paragraph(stdout, "      Before: ", fix->caution);
    for (const char *line = fix->lines; *line != '\0'; line = strchr(line, '\n') + 1)
        printf("        %.*s\n", (int)strcspn(line, "\n"), line);
}

/* What is known line by line, and for the other servers the names of the settings. */
static void explain_settings(enum finding_id id)
{
    bool told[SOFTWARE_COUNT] = {false};
    for (size_t i = 0; i < fix_count; i++) {
        if (fixes[i].finding != id)
            continue;
        explain_fix(&fixes[i]);
        told[fix_servers[fixes[i].server].software] = true;
    }
    for (int i = 0; i < SOFTWARE_COUNT; i++) {
        if (told[i] || catalogue_entries[id].settings[i] == NULL)
            continue;
        char *label = text_format("    %s (not verified): ", software_name((enum server_software)i));
        fputs(label, stdout);
        usage_paragraph(stdout, "", catalogue_entries[id].settings[i]);
        free(label);
    }
}

static void explain(enum finding_id id)
{
    const struct catalogue_entry *entry = &catalogue_entries[id];
    char *severity = severity_text(entry);
    printf("%s (%s)\n", finding_name(id), severity);
    free(severity);
    usage_paragraph(stdout, "  ", entry->title);
    usage_paragraph(stdout, "  rule   ", entry->requirement);
    usage_paragraph(stdout, "  why    ", entry->explanation);
    if (entry->attack != NULL)
        usage_paragraph(stdout, "  attack ", entry->attack);
    usage_paragraph(stdout, "  fix    ", entry->remedy);
    explain_remedies(entry);
    explain_settings(id);
    if (entry->check != NULL)
        usage_paragraph(stdout, "  check  ", entry->check);
    if (entry->settle != NULL)
        usage_paragraph(stdout, "  check  ", entry->settle);
    usage_paragraph(stdout, "  see    ", entry->reference);
    if (entry->unread != NULL) {
        char *text = text_format("Not compared with the text of %s.", entry->unread);
        usage_paragraph(stdout, "        ", text);
        free(text);
    }
}

static const char *provider_name(enum provider_id id)
{
    return words_name(&provider_id_words, (int)id);
}

static void explain_provider(enum provider_id id)
{
    const struct provider *provider = &providers[id];
    printf("%s%s (%s)\n", provider_prefix, provider_name(id), provider->title);
    usage_paragraph(stdout, "  does   ", provider->policy);
    usage_paragraph(stdout, "  fix    ", provider->remedy);
    char *source = text_format("%s; seen %s", provider->source, provider->seen_on);
    usage_paragraph(stdout, "  see    ", source);
    free(source);
}

/* The id alone of the key of a finding ("starttls-not-offered@mx.example/192.0.2.1:25"), in small letters.
 * The caller frees. */
static char *plain_id(const char *word)
{
    char *id = text_copy_bytes(word, strcspn(word, "@"));
    for (char *at = id; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return id;
}

/* False for a word, in small letters, that is the name of nothing. */
static bool explain_word(const char *word)
{
    size_t length = strlen(provider_prefix);
    int id = words_value(&finding_id_words, word);
    const char *name = strncmp(word, provider_prefix, length) == 0 ? word + length : word;
    int provider = words_value(&provider_id_words, name);
    if (id > FINDING_NONE)
        explain((enum finding_id)id);
    else if (provider > PROVIDER_NONE)
        explain_provider((enum provider_id)provider);
    return id > FINDING_NONE || provider > PROVIDER_NONE;
}

/* What explain_word() knows that the word is nearest to, NULL for nothing. */
static const char *nearest_id(const char *word)
{
    struct nearest_word search = {.typed = word};
    for (int id = FINDING_NONE + 1; id < FINDING_COUNT; id++)
        nearest_word_offer(&search, finding_name((enum finding_id)id));
    for (int id = PROVIDER_NONE + 1; id < PROVIDER_COUNT; id++)
        nearest_word_offer(&search, provider_name((enum provider_id)id));
    return search.word;
}

static void list_all(void)
{
    for (int id = FINDING_NONE + 1; id < FINDING_COUNT; id++)
        printf("%-32s %s\n", finding_name((enum finding_id)id), catalogue_entries[id].title);
    for (int id = PROVIDER_NONE + 1; id < PROVIDER_COUNT; id++)
        printf("%s%-*s %s\n", provider_prefix, 32 - (int)strlen(provider_prefix),
               provider_name((enum provider_id)id), providers[id].title);
}

enum exit_status explain_command(const struct options *options)
{
    enum exit_status status = EXIT_STATUS_CLEAN;
    if (options->operands.count == 0)
        list_all();
    for (size_t i = 0; i < options->operands.count; i++) {
        const char *word = options->operands.items[i];
        if (i > 0)
            putchar('\n');
        char *id = plain_id(word);
        if (explain_word(id)) {
            free(id);
            continue;
        }
        char *quoted = option_value_quote(word);
        char *question = nearest_word_question("", nearest_id(id));
        free(id);
        char *problem = text_format(
            "explain: neither a finding nor a cloud is called %s; \"mailsonde explain\" lists them%s", quoted,
            question);
        output_complain(problem);
        free(problem);
        free(question);
        free(quoted);
        status = EXIT_STATUS_USAGE;
    }
    return status;
}
