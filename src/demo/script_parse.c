/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parser of dialogue files; the language is described in demo/script.h. */
#include "demo/script.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PORT = 25, DEFAULT_TIMEOUT_MS = 10000, MAX_NUMBER = 100 * 1000 * 1000 };

/* What a file does not say, in the same language. */
static const char model[] = "greeting:\n"
                            "    S: 220 {name} ESMTP ready\n"
                            "on EHLO in clear:\n"
                            "    S: 250-{name} at your service\n"
                            "    S: 250-PIPELINING\n"
                            "    S: 250-STARTTLS\n"
                            "    S: 250 8BITMIME\n"
                            "on EHLO in tls:\n"
                            "    S: 250-{name} at your service\n"
                            "    S: 250-PIPELINING\n"
                            "    S: 250 8BITMIME\n"
                            "on HELO:\n"
                            "    S: 250 {name}\n"
                            "on STARTTLS in clear:\n"
                            "    S: 220 2.0.0 Go ahead\n"
                            "    handshake\n"
                            "on STARTTLS in tls:\n"
                            "    S: 503 5.5.1 TLS is already active\n"
                            "on MAIL in clear:\n"
                            "    S: 530 5.7.0 Must issue a STARTTLS command first\n"
                            "on MAIL in tls:\n"
                            "    S: 530 5.7.0 Authentication required\n"
                            "on RSET:\n"
                            "    S: 250 2.0.0 Reset\n"
                            "on NOOP:\n"
                            "    S: 250 2.0.0 Done\n"
                            "on QUIT:\n"
                            "    S: 221 2.0.0 {name} closing\n"
                            "    close\n"
                            "on *:\n"
                            "    S: 502 5.5.2 Command not recognized\n";

enum section { IN_SETTINGS, IN_RULE, IN_EXPECT };

struct parser {
    const char *name;
    int line;
    enum section section;
    long connection;
    struct script *script;
    struct text_list seen; /* settings so far */
    char **error;
};

static bool fail(struct parser *parser, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(struct parser *parser, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *why = text_format_list(format, arguments);
    va_end(arguments);
    *parser->error = text_format("%s:%d: %s", parser->name, parser->line, why);
    free(why);
    return false;
}

static bool number(struct parser *parser, const char *word, long least, long *value)
{
    char *end = NULL;
    *value = strtol(word, &end, 10);
    if (!isdigit((unsigned char)word[0]) || *end != '\0' || *value < least || *value > MAX_NUMBER)
        return fail(parser, "'%s' is no number from %ld to %d", word, least, MAX_NUMBER);
    return true;
}

/* The index of `word` in a list of words that ends with NULL. */
static bool choice(struct parser *parser, const char *word, const char *const *words, int *value)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            *value = i;
            return true;
        }
    }
    return fail(parser, "'%s' is not known here", word);
}

static bool hex_byte(const char *digits, unsigned char *byte)
{
    if (!isxdigit((unsigned char)digits[0]) || !isxdigit((unsigned char)digits[1]))
        return false;
    *byte = (unsigned char)strtoul((char[]){digits[0], digits[1], '\0'}, NULL, 16);
    return true;
}

/* Replaces the escapes of `text`; *bytes gets fresh memory, which the caller frees also after a failure. */
static bool unescape(struct parser *parser, const char *text, char **bytes, size_t *length)
{
    static const char letters[] = "rnte0\\";
    static const char values[] = "\r\n\t\x1b\0\\";
    char *out = *bytes = allocate(strlen(text) + sizeof "\r\n", 1);
    for (const char *in = text; *in != '\0'; in++) {
        const char *letter = in[0] == '\\' && in[1] != '\0' ? strchr(letters, in[1]) : NULL;
        unsigned char byte = (unsigned char)in[0];
        if (letter != NULL) {
            byte = (unsigned char)values[letter - letters];
            in++;
        } else if (in[0] == '\\') {
            if (in[1] != 'x' || !hex_byte(in + 2, &byte))
                return fail(parser, "'%.4s' is no escape; a backslash is \\\\", in);
            in += 3;
        }
        *out++ = (char)byte;
    }
    *length = (size_t)(out - *bytes);
    return true;
}

static struct action *add_action(struct parser *parser, enum action_type type)
{
    struct rule *rule = &parser->script->rules[parser->script->rule_count - 1];
    struct action *action = list_append(&rule->actions, &rule->action_count, sizeof *action);
    action->type = type;
    return action;
}

static bool add_text(struct parser *parser, enum action_type type, const char *text, const char *ending)
{
    struct action *action = add_action(parser, type);
    if (!unescape(parser, text, &action->bytes, &action->length))
        return false;
    memcpy(action->bytes + action->length, ending, strlen(ending));
    action->length += strlen(ending);
    return true;
}

static bool add_fill(struct parser *parser, const char *rest)
{
    size_t digits = strcspn(rest, " ");
    char *count = text_copy_bytes(rest, digits);
    struct action *action = add_action(parser, ACTION_FILL);
    bool good =
        number(parser, count, 1, &action->number)
        && unescape(parser, rest + digits + strspn(rest + digits, " "), &action->bytes, &action->length);
    free(count);
    if (good && action->length != 1)
        return fail(parser, "fill takes a count and one byte");
    return good;
}

static bool add_number(struct parser *parser, enum action_type type, const char *rest)
{
    struct action *action = add_action(parser, type);
    if (type == ACTION_DRIP && strcmp(rest, "off") == 0) {
        action->number = DRIP_OFF;
        return true;
    }
    return number(parser, rest, 0, &action->number);
}

/* The verbs of actions and what they take. */
static const struct verb {
    const char *name;
    enum action_type type;
    enum { TAKES_NOTHING, TAKES_LINE, TAKES_TEXT, TAKES_NUMBER, TAKES_FILL } takes;
} verbs[] = {
    {"S:", ACTION_SAY, TAKES_LINE},
    {"S|", ACTION_SAY, TAKES_TEXT},
    {"C:", ACTION_EXPECT_LINE, TAKES_TEXT},
    {"wait", ACTION_WAIT, TAKES_NUMBER},
    {"drip", ACTION_DRIP, TAKES_NUMBER},
    {"fill", ACTION_FILL, TAKES_FILL},
    {"flood", ACTION_FLOOD, TAKES_LINE},
    {"receive", ACTION_RECEIVE, TAKES_NOTHING},
    {"handshake", ACTION_HANDSHAKE, TAKES_NOTHING},
    {"alert", ACTION_ALERT, TAKES_NUMBER},
    {"silence", ACTION_SILENCE, TAKES_NOTHING},
    {"close", ACTION_CLOSE, TAKES_NOTHING},
    {"reset", ACTION_RESET, TAKES_NOTHING},
};

static bool parse_action(struct parser *parser, const char *line)
{
    size_t length = strcspn(line, " \t");
    const char *rest = line + length;
    rest += *rest != '\0'; /* the one space; what follows belongs to the text */
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        const struct verb *verb = &verbs[i];
        if (strlen(verb->name) != length || strncmp(verb->name, line, length) != 0)
            continue;
        switch (verb->takes) {
        case TAKES_LINE:
            return add_text(parser, verb->type, rest, "\r\n");
        case TAKES_TEXT:
            return add_text(parser, verb->type, rest, "");
        case TAKES_NUMBER:
            return add_number(parser, verb->type, rest);
        case TAKES_FILL:
            return add_fill(parser, rest);
        case TAKES_NOTHING:
            if (*rest != '\0')
                return fail(parser, "'%s' takes nothing", verb->name);
            add_action(parser, verb->type);
            return true;
        }
    }
    return fail(parser, "'%.*s' is no action", (int)length, line);
}

static bool parse_expectation(struct parser *parser, const char *line)
{
    static const char *const operators[] = {"=", "!=", "~", NULL};
    size_t path = strcspn(line, " \t");
    const char *operator= line + path + strspn(line + path, " \t");
    size_t length = strcspn(operator, " \t");
    const char *value = operator+ length + strspn(operator+ length, " \t");
    char *word = text_copy_bytes(operator, length);
    int type = 0;
    bool known = choice(parser, word, operators, &type);
    free(word);
    if (!known)
        return false;
    struct expectation *expectation =
        list_append(&parser->script->expectations, &parser->script->expectation_count, sizeof *expectation);
    expectation->path = text_copy_bytes(line, path);
    expectation->type = (enum expectation_type)type;
    expectation->value = text_copy(value);
    expectation->line = parser->line;
    return true;
}

static bool set_names(struct parser *parser, const char *value)
{
    char *words = text_copy(value);
    char *state = NULL;
    for (char *word = strtok_r(words, " \t", &state); word != NULL; word = strtok_r(NULL, " \t", &state))
        text_list_append(&parser->script->names, word);
    free(words);
    return parser->script->names.count > 0 || fail(parser, "names: no name");
}

static bool set_certificate(struct parser *parser, const char *value, enum certificate_kind *certificate)
{
    int kind = words_value(&certificate_kind_words, value);
    if (kind < 0)
        return fail(parser, "'%s' is no kind of certificate", value);
    *certificate = (enum certificate_kind)kind;
    return true;
}

static const char *const listens[] = {"open", "refuse", "drop", NULL};
static const char *const modes[] = {"starttls", "implicit", NULL};
static const char *const requests[] = {"none", "request", "require", NULL};
static const char *const switches[] = {"on", "off", NULL};
static const char *const depths[] = {"quick", "standard", "deep", NULL};
static const char *const server_names[] = {"take", "warn", "refuse", "fail", NULL};
static const char *const staples[] = {"none", "good", "revoked", "garbage", NULL};

enum setting {
    ABOUT,
    PORT,
    TIMEOUT,
    LISTEN,
    TLS,
    NAMES,
    CERTIFICATE,
    PRIORITY,
    CLIENT_CERTIFICATE,
    TICKETS,
    STAPLE,
    CHECKS,
    DEPTH,
    NAMELESS_CERTIFICATE,
    SERVER_NAME
};

/* By enum setting; `choices` where the value is one of a few words. */
static const char *const setting_names[] = {"about",
                                            "port",
                                            "timeout",
                                            "listen",
                                            "tls",
                                            "names",
                                            "certificate",
                                            "priority",
                                            "client-certificate",
                                            "session-tickets",
                                            "staple",
                                            "checks",
                                            "depth",
                                            "nameless-certificate",
                                            "server-name",
                                            NULL};
static const char *const *const setting_choices[] = {
    [STAPLE] = staples,   [LISTEN] = listens,  [TLS] = modes,    [CLIENT_CERTIFICATE] = requests,
    [TICKETS] = switches, [CHECKS] = switches, [DEPTH] = depths, [SERVER_NAME] = server_names};

static bool parse_setting(struct parser *parser, const char *key, const char *value)
{
    struct script *script = parser->script;
    int setting = 0;
    int chosen = 0;
    if (!choice(parser, key, setting_names, &setting))
        return false;
    if (text_list_has(&parser->seen, key))
        return fail(parser, "'%s' is set twice", key);
    text_list_append(&parser->seen, key);
    const char *const *choices = setting_choices[setting];
    if (choices != NULL && !choice(parser, value, choices, &chosen))
        return false;
    switch ((enum setting)setting) {
    case ABOUT:
        script->about = text_copy(value);
        return true;
    case PORT:
        return number(parser, value, 1, &script->port);
    case TIMEOUT:
        return number(parser, value, 1, &script->timeout_ms);
    case LISTEN:
        script->listen = (enum listen_kind)chosen;
        return true;
    case TLS:
        script->implicit_tls = chosen == 1;
        return true;
    case NAMES:
        return set_names(parser, value);
    case CERTIFICATE:
        return set_certificate(parser, value, &script->certificate);
    case NAMELESS_CERTIFICATE:
        script->has_nameless_certificate = true;
        return set_certificate(parser, value, &script->nameless_certificate);
    case PRIORITY:
        script->priority = text_copy(value);
        return true;
    case CLIENT_CERTIFICATE:
        script->client_certificate = (enum client_certificate)chosen;
        return true;
    case TICKETS:
        script->no_session_tickets = chosen == 1;
        return true;
    case STAPLE:
        script->staple = (enum staple)chosen;
        return true;
    case CHECKS:
        script->checks = chosen == 0;
        return true;
    case DEPTH:
        script->depth = chosen;
        return true;
    case SERVER_NAME:
        script->server_name = (enum server_name)chosen;
        return true;
    }
    return false;
}

static void add_rule(struct parser *parser, enum rule_event event, const char *pattern, enum rule_scope scope)
{
    struct rule *rule = list_append(&parser->script->rules, &parser->script->rule_count, sizeof *rule);
    *rule = (struct rule){
        .event = event, .pattern = text_copy(pattern), .scope = scope, .connection = parser->connection};
    parser->section = IN_RULE;
}

/* Cuts `ending` off the end of `text`; false when it is not there. */
static bool cut_ending(char *text, const char *ending)
{
    size_t length = strlen(text);
    size_t cut = strlen(ending);
    if (length <= cut || strcmp(text + length - cut, ending) != 0)
        return false;
    text[length - cut] = '\0';
    return true;
}

static bool parse_heading(struct parser *parser, char *heading)
{
    if (strcmp(heading, "connect") == 0) {
        add_rule(parser, ON_CONNECT, NULL, ANYWHERE);
    } else if (strcmp(heading, "greeting") == 0) {
        add_rule(parser, ON_GREETING, NULL, ANYWHERE);
    } else if (strncmp(heading, "on ", 3) == 0) {
        enum rule_scope scope = cut_ending(heading, " in clear") ? IN_CLEAR
                                : cut_ending(heading, " in tls") ? IN_TLS
                                                                 : ANYWHERE;
        add_rule(parser, ON_COMMAND, heading + 3, scope);
    } else if (strncmp(heading, "connection ", 11) == 0) {
        parser->section = IN_SETTINGS;
        return number(parser, heading + 11, 1, &parser->connection);
    } else if (strcmp(heading, "expect") == 0) {
        parser->section = IN_EXPECT;
    } else {
        return fail(parser, "'%s:' is no heading", heading);
    }
    return true;
}

/* `line` has lost its line end and trailing blanks. */
static bool parse_line(struct parser *parser, char *line)
{
    char *text = line + strspn(line, " \t");
    if (*text == '\0' || *text == '#')
        return true;
    if (text != line) {
        if (parser->section == IN_SETTINGS)
            return fail(parser, "nothing can be indented before a heading");
        return parser->section == IN_RULE ? parse_action(parser, text) : parse_expectation(parser, text);
    }
    if (parser->section == IN_EXPECT)
        return fail(parser, "nothing follows what is expected");
    char *colon = strchr(line, ':');
    bool heading = strncmp(line, "on ", 3) == 0 || (colon != NULL && colon[1] == '\0');
    if (heading && cut_ending(line, ":"))
        return parse_heading(parser, line);
    if (heading || colon == NULL)
        return fail(parser, "'%s' is neither a setting nor a heading", line);
    if (parser->script->rule_count > 0 || parser->connection > 0)
        return fail(parser, "settings stand before the first heading");
    *colon = '\0';
    return parse_setting(parser, line, colon + 1 + strspn(colon + 1, " \t"));
}

static bool parse_lines(struct parser *parser, const char *text)
{
    bool good = true;
    while (good && *text != '\0') {
        size_t length = strcspn(text, "\n");
        size_t kept = length;
        while (kept > 0 && isspace((unsigned char)text[kept - 1]))
            kept--;
        char *line = text_copy_bytes(text, kept);
        parser->line++;
        good = parse_line(parser, line);
        free(line);
        text += length + (text[length] == '\n');
    }
    text_list_free(&parser->seen);
    return good;
}

/* What a well-kept server takes: TLS 1.2 and 1.3, with forward secrecy. */
static const char up_to_date[] =
    "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1:-RSA:-DHE-RSA:-SHA1:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1";

bool script_parse(const char *name, const char *text, struct script *script, char **error)
{
    script->name = text_copy(name);
    struct parser parser = {.name = name, .script = script, .error = error};
    if (!parse_lines(&parser, text))
        return false;
    if (script->port == 0)
        script->port = DEFAULT_PORT;
    if (script->timeout_ms == 0)
        script->timeout_ms = DEFAULT_TIMEOUT_MS;
    if (script->priority == NULL)
        script->priority = text_copy(up_to_date);
    if (script->names.count == 0)
        text_list_append(&script->names, "mx.example");
    struct parser rest = {.name = "model", .script = script, .error = error};
    return parse_lines(&rest, model);
}
