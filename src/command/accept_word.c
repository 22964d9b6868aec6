/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parsing what names findings. */
#include "command/accept_word.h"

#include "base/address.h"
#include "base/host_name.h"
#include "base/list.h"
#include "base/nearest_word.h"
#include "command/option_value.h"
#include "facts/words.h"

#include <stdlib.h>
#include <string.h>

enum finding_id finding_word_parse(const char *word, char **problem)
{
    int id = words_value(&finding_id_words, word);
    if (id > FINDING_NONE)
        return (enum finding_id)id;
    char *quoted = option_value_quote(word);
    const char *near = nearest_word_in(&finding_id_words, word);
    char *question = nearest_word_question("", near);
    *problem = text_format("%s is not the id of a finding%s", quoted,
                           near != NULL ? question : "; \"mailsonde explain\" lists them");
    free(question);
    free(quoted);
    return FINDING_NONE;
}

/* Mail servers ask for names with an underscore, too. */
static bool is_name(const char *text)
{
    char *plain = text_copy(text);
    for (char *at = plain; *at != '\0'; at++)
        if (*at == '_')
            *at = 'x';
    bool valid = host_name_is_valid(plain);
    free(plain);
    return valid;
}

bool host_word_is_valid(const char *name)
{
    struct ip_address address;
    return name != NULL && (is_name(name) || address_parse(name, &address));
}

/* "mx1.example.org:25", "192.0.2.1", "[2001:db8::1]:25". */
static bool read_place(const char *text, struct accept_rule *rule)
{
    struct ip_address address;
    if (address_parse_with_port(text, &address, &rule->port)) {
        rule->host = address_text(&address); /* as reports write it */
        return true;
    }
    size_t length = strcspn(text, ":");
    rule->host = text_copy_bytes(text, length);
    rule->port = text[length] == ':' ? port_parse(text + length + 1) : 0;
    return is_name(rule->host) && (text[length] == '\0' || rule->port > 0);
}

bool accept_word_parse(const char *text, struct accept_rule *rule, char **problem)
{
    size_t length = strcspn(text, "@");
    char *word = text_copy_bytes(text, length);
    rule->id = finding_word_parse(word, problem);
    free(word);
    if (rule->id == FINDING_NONE)
        return false;
    if (text[length] == '\0' || read_place(text + length + 1, rule))
        return true;
    char *quoted = option_value_quote(text);
    *problem = text_format("%s does not name a host and port as certificate-expired@mx1.example.org:25 or "
                           "@[2001:db8::1]:25 does",
                           quoted);
    free(quoted);
    return false;
}
