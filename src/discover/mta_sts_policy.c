/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of an MTA-STS policy, read line by line to the letter of RFC 8461 3.2. */
#include "discover/mta_sts_policy.h"

#include "base/host_name.h"
#include "base/list.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    PROBLEMS_MAX = 20,
    UNKNOWN_KEYS_MAX = 50,
    KEY_MAX_BYTES = 32,
    MAX_AGE_MAX_DIGITS = 10,
    SHOWN_MAX_BYTES = 80, /* of a bad line or value */
    DOMAIN_MAX_BYTES = 253,
};

/* Bytes of the policy, not ended by a NUL. */
struct piece {
    const char *text;
    size_t length;
};

struct reading {
    struct mta_sts_policy *policy;
    size_t line; /* its number, from 1 */
    bool valid;
    bool has_max_age;
};

static void note(struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct reading *reading, const char *format, ...)
{
    if (reading->policy->problems.count >= PROBLEMS_MAX)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *text = text_format_list(format, arguments);
    va_end(arguments);
    text_list_append(&reading->policy->problems, text);
    free(text);
}

/* Notes what is wrong with a piece of the line at hand; the policy is not valid. */
static void refuse(struct reading *reading, const char *what, struct piece piece)
{
    char *shown = text_from_wire(piece.text, piece.length, SHOWN_MAX_BYTES);
    note(reading, "Line %zu: %s: \"%s\".", reading->line, what, shown);
    free(shown);
    reading->valid = false;
}

static bool is(struct piece piece, const char *word)
{
    return piece.length == strlen(word) && memcmp(piece.text, word, piece.length) == 0;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* sts-policy-ext-name, of which the known keys are instances. */
static bool is_key(struct piece key)
{
    if (key.length == 0 || key.length > KEY_MAX_BYTES || !is_alphanumeric(key.text[0]))
        return false;
    for (size_t i = 1; i < key.length; i++)
        if (!is_alphanumeric(key.text[i]) && (key.text[i] == '\0' || strchr("_-.", key.text[i]) == NULL))
            return false;
    return true;
}

/* Neither empty nor with a control character; bytes above ASCII are left to text_from_wire(). */
static bool is_value(struct piece value)
{
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.text[i] < ' ' || value.text[i] == '\x7f')
            return false;
    return value.length > 0;
}

/* ["*."] Domain, the latter as RFC 5321 4.1.2 has it: letters, digits and hyphens, no final dot. */
static bool is_mx_pattern(struct piece pattern)
{
    bool wildcard = pattern.length > 2 && memcmp(pattern.text, "*.", 2) == 0;
    size_t skipped = wildcard ? 2 : 0;
    return pattern.length <= DOMAIN_MAX_BYTES
           && host_name_has_syntax(pattern.text + skipped, pattern.length - skipped);
}

static void read_version(struct reading *reading, struct piece value)
{
    reading->policy->version = text_from_wire(value.text, value.length, SHOWN_MAX_BYTES);
    if (!is(value, "STSv1"))
        refuse(reading, "the version is not STSv1", value);
}

static void read_mode(struct reading *reading, struct piece value)
{
    struct mta_sts_policy *policy = reading->policy;
    policy->mode_word = text_from_wire(value.text, value.length, SHOWN_MAX_BYTES);
    if (is(value, "enforce"))
        policy->mode = MTA_STS_MODE_ENFORCE;
    else if (is(value, "testing"))
        policy->mode = MTA_STS_MODE_TESTING;
    else if (!is(value, "none"))
        refuse(reading, "the mode is none of enforce, testing and none", value);
}

static void read_max_age(struct reading *reading, struct piece value)
{
    int64_t seconds = 0;
    reading->has_max_age = true;
    for (size_t i = 0; i < value.length; i++) {
        if (value.length > MAX_AGE_MAX_DIGITS || !is_digit(value.text[i])) {
            refuse(reading, "max_age is not a number of at most ten digits", value);
            return;
        }
        seconds = seconds * 10 + (value.text[i] - '0');
    }
    reading->policy->max_age_s = seconds;
    if (seconds > MTA_STS_MAX_AGE_MOST_S)
        refuse(reading, "max_age is more than 31557600 seconds (a year)", value);
}

static void read_mx(struct reading *reading, struct piece value)
{
    if (!is_mx_pattern(value)) {
        refuse(reading, "not a host name, nor one that begins with \"*.\"", value);
        return;
    }
    char *pattern = text_copy_bytes(value.text, value.length);
    text_list_append(&reading->policy->mx, pattern);
    free(pattern);
}

static void read_unknown(struct reading *reading, struct piece key)
{
    if (reading->policy->unknown_keys.count >= UNKNOWN_KEYS_MAX)
        return;
    char *name = text_copy_bytes(key.text, key.length);
    text_list_append(&reading->policy->unknown_keys, name);
    free(name);
}

static void read_field(struct reading *reading, struct piece key, struct piece value)
{
    const struct mta_sts_policy *policy = reading->policy;
    const struct {
        const char *key;
        bool seen;
        void (*read)(struct reading *reading, struct piece value);
    } fields[] = {
        {"version", policy->version != NULL, read_version},
        {"mode", policy->mode_word != NULL, read_mode},
        {"max_age", reading->has_max_age, read_max_age},
        {"mx", false, read_mx},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!is(key, fields[i].key))
            continue;
        if (!fields[i].seen)
            fields[i].read(reading, value);
        else
            note(reading, "Line %zu: \"%s\" is repeated; the first one counts.", reading->line,
                 fields[i].key);
        return;
    }
    read_unknown(reading, key);
}

static void read_line(struct reading *reading, struct piece line)
{
    while (line.length > 0 && is_blank(line.text[line.length - 1]))
        line.length--;
    const char *colon = memchr(line.text, ':', line.length);
    struct piece key = {line.text, colon != NULL ? (size_t)(colon - line.text) : 0};
    if (line.length == 0) {
        note(reading, "Line %zu is empty, which the grammar does not allow.", reading->line);
    } else if (line.length >= 3 && memcmp(line.text, "\xef\xbb\xbf", 3) == 0) {
        refuse(reading, "it begins with a byte order mark", line);
    } else if (colon == NULL || !is_key(key)) {
        refuse(reading, "not \"key: value\"", line);
    } else {
        struct piece value = {colon + 1, line.length - key.length - 1};
        while (value.length > 0 && is_blank(value.text[0]))
            value = (struct piece){value.text + 1, value.length - 1};
        if (is_value(value))
            read_field(reading, key, value);
        else
            refuse(reading, "the value is empty or has control characters", line);
    }
}

static void require(struct reading *reading, bool there, const char *what)
{
    if (there)
        return;
    note(reading, "There is no %s.", what);
    reading->valid = false;
}

bool mta_sts_policy_parse(const char *body, size_t length, struct mta_sts_policy *policy)
{
    struct reading reading = {.policy = policy, .line = 1, .valid = true};
    const char *end = body + length;
    policy->max_age_s = -1;
    for (const char *at = body; at < end; reading.line++) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        struct piece line = {at, (size_t)((feed != NULL ? feed : end) - at)};
        if (line.length > 0 && feed != NULL && line.text[line.length - 1] == '\r')
            line.length--;
        read_line(&reading, line);
        at = feed != NULL ? feed + 1 : end;
    }
    require(&reading, policy->version != NULL, "version");
    require(&reading, policy->mode_word != NULL, "mode");
    require(&reading, reading.has_max_age, "max_age");
    bool needs_mx = policy->mode_word == NULL || policy->mode != MTA_STS_MODE_NONE;
    require(&reading, !needs_mx || policy->mx.count > 0, "mx");
    return reading.valid;
}
