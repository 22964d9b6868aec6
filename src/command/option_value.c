/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values of options: checking and keeping them. Each reader says what is wrong, not where: the parser of
 * the command line puts the option's name before it. */
#include "command/option_value.h"

#include "base/nameserver_address.h"
#include "base/nearest_word.h"
#include "base/text.h"
#include "broker/broker_url.h"
#include "command/accept_word.h"
#include "command/fail_on_word.h"
#include "scan/control.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PORT_COUNT_MAX = 32, NAME_MAX_BYTES = 255, QUOTED_BYTES_MAX = 200 };

char *option_value_quote(const char *text)
{
    char *safe = text_from_wire(text, strlen(text), QUOTED_BYTES_MAX);
    char *quoted = text_format("\"%s\"", safe);
    free(safe);
    return quoted;
}

static bool complain(char **problem, const char *text, const char *complaint)
{
    char *quoted = option_value_quote(text);
    *problem = text_format("%s %s", quoted, complaint);
    free(quoted);
    return false;
}

/* Decimal digits only: no sign, no space, nothing after them, no locale. */
static bool read_digits(const char *text, size_t length, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || *value > INT64_MAX / 10 - 1)
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return length > 0;
}

static bool read_integer(const struct option *option, const char *text, int64_t *value, char **problem)
{
    if (option->type == OPTION_INTEGER_OR_AUTO && strcmp(text, "auto") == 0) {
        *value = 0;
        return true;
    }
    if (read_digits(text, strlen(text), value) && *value >= option->minimum && *value <= option->maximum)
        return true;
    char *complaint = text_format("is not a whole number from %" PRId64 " to %" PRId64 "%s", option->minimum,
                                  option->maximum, option->type == OPTION_INTEGER_OR_AUTO ? ", or auto" : "");
    complain(problem, text, complaint);
    free(complaint);
    return false;
}

/* Digits, and after a point up to three more. */
static bool read_milliseconds(const char *text, int64_t *milliseconds)
{
    size_t whole_digits = strcspn(text, ".");
    int64_t whole = 0;
    if (!read_digits(text, whole_digits, &whole) || whole > INT64_MAX / 1000 - 1)
        return false;
    *milliseconds = whole * 1000;
    if (text[whole_digits] == '\0')
        return true;
    const char *fraction = text + whole_digits + 1;
    size_t digits = strlen(fraction);
    int64_t thousandths = 0;
    if (digits > 3 || !read_digits(fraction, digits, &thousandths))
        return false;
    for (; digits < 3; digits++)
        thousandths *= 10;
    *milliseconds += thousandths;
    return true;
}

static bool read_seconds(const struct option *option, const char *text, int64_t *milliseconds, char **problem)
{
    if (read_milliseconds(text, milliseconds) && *milliseconds >= option->minimum
        && *milliseconds <= option->maximum)
        return true;
    char *complaint = text_format("is not a number of seconds from %g to %g, such as 2.5",
                                  (double)option->minimum / 1000, (double)option->maximum / 1000);
    complain(problem, text, complaint);
    free(complaint);
    return false;
}

static bool read_word(const struct option *option, const char *text, int *value, char **problem)
{
    *value = words_value(option->words, text);
    if (*value >= 0)
        return true;
    struct text_list known = {0};
    for (size_t i = 0; i < option->words->count; i++)
        text_list_append(&known, option->words->words[i]);
    char *list = text_list_join(&known, ", ");
    char *question = nearest_word_question("", nearest_word_in(option->words, text));
    char *complaint = text_format("is none of %s%s", list, question);
    complain(problem, text, complaint);
    free(complaint);
    free(question);
    free(list);
    text_list_free(&known);
    return false;
}

/* FORMAT or FORMAT=FILE; appended. */
static bool read_format(const struct option *option, const char *text, struct output_choice_list *outputs,
                        char **problem)
{
    size_t length = strcspn(text, "=");
    const char *file = text[length] == '=' ? text + length + 1 : NULL;
    char *word = text_copy_bytes(text, length);
    int format = 0;
    bool good = read_word(option, word, &format, problem);
    free(word);
    if (good && file != NULL && *file == '\0')
        return complain(problem, text, "has no file after the =");
    if (good) {
        struct output_choice *output = list_append(&outputs->items, &outputs->count, sizeof *output);
        *output = (struct output_choice){.format = (enum output_format)format, .file = text_copy(file)};
    }
    return good;
}

/* A flag that stands alone is set. */
static bool read_flag(const char *text, bool *value, char **problem)
{
    bool no = text != NULL && strcmp(text, "no") == 0;
    if (text != NULL && !no && strcmp(text, "yes") != 0)
        return complain(problem, text, "is neither yes nor no");
    *value = !no;
    return true;
}

static bool read_text(const char *text, char **value, char **problem)
{
    if (*text == '\0') {
        *problem = text_copy("the argument is empty");
        return false;
    }
    text_replace(value, text_copy(text));
    return true;
}

static bool has_port(const struct port_list *ports, int64_t port)
{
    for (size_t i = 0; i < ports->count; i++)
        if (ports->items[i] == port)
            return true;
    return false;
}

/* An earlier list is replaced, so that the last --ports counts. */
static bool read_ports(const char *text, struct port_list *ports, char **problem)
{
    struct port_list list = {0};
    for (const char *word = text;;) {
        size_t length = strcspn(word, ",");
        char *digits = text_copy_bytes(word, length);
        int64_t port = port_parse(digits);
        if (port == 0)
            complain(problem, digits, "is not a port number (1 to 65535, separated by commas)");
        free(digits);
        if (port == 0) {
            free(list.items);
            return false;
        }
        if (!has_port(&list, port)) {
            int64_t *added = list_append(&list.items, &list.count, sizeof *list.items);
            *added = port;
        }
        if (list.count > PORT_COUNT_MAX) {
            *problem = text_format("more than %d ports: mailsonde scans only mail ports", PORT_COUNT_MAX);
            free(list.items);
            return false;
        }
        if (word[length] == '\0')
            break;
        word += length + 1;
    }
    free(ports->items);
    *ports = list;
    return true;
}

/* ADDRESS or ADDRESS:PORT, kept as typed. */
static bool read_dns_server(const char *text, char **server, char **problem)
{
    struct nameserver_address address;
    if (!nameserver_address_parse(text, &address))
        return complain(
            problem, text,
            "is not ADDRESS or ADDRESS:PORT (an IP address; IPv6 with a port as [2001:db8::1]:53)");
    text_replace(server, text_copy(text));
    return true;
}

static bool read_place(const char *text, struct text_list *places, char **problem)
{
    *problem = control_problem(text);
    if (*problem == NULL)
        text_list_append(places, text);
    return *problem == NULL;
}

static bool read_finding(const char *text, struct text_list *findings, char **problem)
{
    struct expectations scratch = {0};
    struct accept_rule *rule =
        list_append(&scratch.accept_rules, &scratch.accept_rule_count, sizeof *scratch.accept_rules);
    bool good = accept_word_parse(text, rule, problem);
    if (good)
        text_list_append(findings, text);
    expectations_free(&scratch);
    return good;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]". */
static bool is_address_literal(const char *text)
{
    static const char tag[] = "[IPv6:";
    struct ip_address address;
    int64_t port;
    return text[0] == '[' && address_parse_with_port(text, &address, &port) && port == 0
           && (address.family == 4 || strncasecmp(text, tag, sizeof tag - 1) == 0);
}

/* The name goes into the protocol as it is, so it must be one: letters, digits, dots and hyphens, or an
 * address literal (RFC 5321 4.1.3). */
static bool read_helo_name(const char *text, char **name, char **problem)
{
    static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-.";
    size_t length = strlen(text);
    bool is_name = length > 0 && length <= NAME_MAX_BYTES && text[strspn(text, name_bytes)] == '\0';
    if (!is_name && !is_address_literal(text))
        return complain(problem, text,
                        "is neither a host name nor an address literal ([192.0.2.1], [IPv6:2001:db8::1])");
    text_replace(name, text_copy(text));
    return true;
}

/* It goes into an HTTP header as a comment (RFC 9110 5.6.5). */
static bool read_contact(const char *text, char **contact, char **problem)
{
    enum { CONTACT_MAX_BYTES = 200 };
    size_t length = strlen(text);
    bool good = length > 0 && length <= CONTACT_MAX_BYTES;
    for (size_t i = 0; i < length; i++)
        good = good && text[i] >= ' ' && text[i] <= '~' && strchr("()\\", text[i]) == NULL;
    if (!good)
        return complain(
            problem, text,
            "is no contact: up to 200 printable ASCII characters, such as a URL or a mail address, "
            "without parentheses and backslashes");
    text_replace(contact, text_copy(text));
    return true;
}

/* The address goes into the protocol as it is: a local part of atoms and a domain name (RFC 5321 4.1.2), of
 * the lengths in 4.5.3.1. */
static bool read_mail_address(const char *text, char **address, char **problem)
{
    static const char alphanumeric[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    static const char atom[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
                               "!#$%&'*+/=?^_`{|}~";
    enum { LOCAL_MAX_BYTES = 64 };
    size_t local_bytes = strspn(text, atom);
    const char *domain = text[local_bytes] == '@' ? text + local_bytes + 1 : "";
    size_t domain_bytes = strspn(domain, alphanumeric);
    bool good = local_bytes > 0 && local_bytes <= LOCAL_MAX_BYTES && domain_bytes > 0
                && domain_bytes <= NAME_MAX_BYTES && domain[domain_bytes] == '\0' && domain[0] != '.'
                && strchr(domain, '.') != NULL;
    if (!good)
        return complain(problem, text, "is no mail address, as probe@example.org is");
    text_replace(address, text_copy(text));
    return true;
}

/* The complaint does not repeat what may hold a password. */
static bool read_broker(const char *text, char **broker, char **problem)
{
    struct broker_urls urls;
    *problem = broker_urls_parse(text, &urls);
    broker_urls_free(&urls);
    if (*problem == NULL)
        text_replace(broker, text_copy(text));
    return *problem == NULL;
}

/* It is written into JSON and headers as it is. */
static bool read_run_name(const char *text, char **name, char **problem)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    enum { RUN_NAME_MAX_BYTES = 100 };
    size_t length = strlen(text);
    if (length == 0 || length > RUN_NAME_MAX_BYTES || text[strspn(text, allowed)] != '\0')
        return complain(
            problem, text,
            "is no name of a run: up to 100 letters, digits, hyphens, underscores, dots and colons");
    text_replace(name, text_copy(text));
    return true;
}

bool option_value_set(const struct option *option, struct options *options, const char *text, char **problem)
{
    void *member = (char *)options + option->offset;
    switch (option->type) {
    case OPTION_FLAG:
        return read_flag(text, member, problem);
    case OPTION_COUNT:
        return read_integer(option, text == NULL ? "1" : text, member, problem);
    case OPTION_INTEGER:
    case OPTION_INTEGER_OR_AUTO:
        return read_integer(option, text, member, problem);
    case OPTION_SECONDS:
        return read_seconds(option, text, member, problem);
    case OPTION_WORD:
        return read_word(option, text, member, problem);
    case OPTION_FORMATS:
        return read_format(option, text, member, problem);
    case OPTION_FILE:
        return read_text(text, member, problem);
    case OPTION_CONTACT:
        return read_contact(text, member, problem);
    case OPTION_HELO_NAME:
        return read_helo_name(text, member, problem);
    case OPTION_MAIL_ADDRESS:
        return read_mail_address(text, member, problem);
    case OPTION_BROKER:
        return read_broker(text, member, problem);
    case OPTION_RUN_NAME:
        return read_run_name(text, member, problem);
    case OPTION_HOSTS:
    case OPTION_PROFILES:
    case OPTION_FILES: {
        char *word = NULL;
        bool good = read_text(text, &word, problem);
        if (good)
            text_list_append(member, word);
        free(word);
        return good;
    }
    case OPTION_FAIL_ON:
        return fail_on_word_parse(text, member, problem);
    case OPTION_FINDINGS:
        return read_finding(text, member, problem);
    case OPTION_PLACES:
        return read_place(text, member, problem);
    case OPTION_PORTS:
        return read_ports(text, member, problem);
    case OPTION_DNS_SERVER:
        return read_dns_server(text, member, problem);
    case OPTION_CONNECT_TO:
        return connect_to_add(member, text, problem);
    case OPTION_COMMAND:
        break; /* has no value: the parser's own */
    }
    return false;
}
