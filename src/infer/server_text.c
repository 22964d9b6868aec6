/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a server's text stays the same from one session to the next: Exim and Sendmail greet with the time,
 * others put the id of the session into each reply. */
#include "infer/server_text.h"

#include "base/list.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum part {
    PART_OTHER,
    PART_TIME, /* "10:16:48", "2026-11-30T10:16:48Z" */
    PART_DATE, /* of a date: "Mon,", "30", "Nov", "2026", "+0000", "(CET)" */
    PART_ID,
};

struct word {
    const char *start;
    size_t length;
};

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/* Without the brackets and marks around it. */
static struct word bare(struct word word)
{
    while (word.length > 0 && strchr("[](){}<>,;\"'", word.start[0]) != NULL) {
        word.start++;
        word.length--;
    }
    while (word.length > 0 && strchr("[](){}<>,;.\"'", word.start[word.length - 1]) != NULL)
        word.length--;
    return word;
}

/* Whether it begins with such characters: '9' is any digit, others are themselves. */
static bool begins_with(struct word word, const char *pattern)
{
    size_t length = strlen(pattern), same = 0;
    while (same < length && same < word.length
           && (pattern[same] == '9' ? is_digit(word.start[same]) : word.start[same] == pattern[same]))
        same++;
    return same == length;
}

static bool is_pattern(struct word word, const char *pattern)
{
    return word.length == strlen(pattern) && begins_with(word, pattern);
}

/* "10:16", "10:16:48.5", "2026-11-30T10:16:48Z", and no address ("10:16::1"). */
static bool is_time(struct word word)
{
    size_t date = begins_with(word, "9999-99-99T") ? sizeof "9999-99-99T" - 1 : 0;
    struct word time = {word.start + date, word.length - date};
    return is_pattern(time, "99:99")
           || (begins_with(time, "99:99:99") && memchr(time.start + 8, ':', time.length - 8) == NULL);
}

static bool is_one_of(struct word word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word.length == strlen(names[i]) && strncasecmp(word.start, names[i], word.length) == 0)
            return true;
    return false;
}

static bool is_of_date(struct word word)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri",  "Sat", "Sun", "Jan", "Feb",
                                        "Mar", "Apr", "May", "Jun", "Jul",  "Aug", "Sep", "Oct", "Nov",
                                        "Dec", "GMT", "UTC", "CET", "CEST", "EST", "EDT", "CST", "CDT",
                                        "MST", "MDT", "PST", "PDT", "BST",  "JST", "MSK"};
    static const char *const patterns[] = {"9", "99", "9999", "+9999", "-9999", "9999-99-99"};
    if (word.length == 0 || word.length >= sizeof "9999-99-99")
        return false;
    if (is_letter(word.start[0]))
        return word.length < sizeof "CEST" && is_one_of(word, names, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (is_pattern(word, patterns[i]))
            return true;
    return false;
}

/* Letters and digits without a dot before a letter, as a host name has. */
static bool is_id(struct word word)
{
    enum { LENGTH_MIN = 12, DIGITS_MIN = 4, LETTERS_MIN = 1 };
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < word.length; i++) {
        char character = word.start[i];
        digits += is_digit(character);
        letters += is_letter(character);
        bool between = character == '-' || character == '_'
                       || (character == '.' && i + 1 < word.length && is_digit(word.start[i + 1]));
        if (!is_digit(character) && !is_letter(character) && !between)
            return false;
    }
    return word.length >= LENGTH_MIN && digits >= DIGITS_MIN && letters >= LETTERS_MIN;
}

static enum part part_of(struct word word)
{
    struct word inner = bare(word);
    return is_time(inner) ? PART_TIME : is_of_date(inner) ? PART_DATE : is_id(inner) ? PART_ID : PART_OTHER;
}

/* The next word from `text` on; of no length at the end. */
static struct word next_word(const char *text)
{
    size_t blanks = strspn(text, " ");
    return (struct word){text + blanks, strcspn(text + blanks, " ")};
}

/* Where the words of a date end that begins with `word`; NULL where it begins none: a number alone is no
 * date, a time of day makes it one. */
static const char *end_of_date(struct word word)
{
    bool timed = false;
    const char *end = word.start;
    for (enum part part = part_of(word); word.length > 0 && (part == PART_DATE || part == PART_TIME);
         part = part_of(word)) {
        timed = timed || part == PART_TIME;
        end = word.start + word.length;
        word = next_word(end);
    }
    return timed ? end : NULL;
}

char *server_text_lasting(const char *text)
{
    char *lasting = allocate(strlen(text) * 3 + sizeof "(date)", 1); /* "(id)" is for 12 bytes or more */
    char *out = lasting;
    for (struct word word = next_word(text); word.length > 0; word = next_word(text)) {
        const char *date_end = end_of_date(word);
        size_t blanks = (size_t)(word.start - text);
        memcpy(out, text, blanks);
        out += blanks;
        text = date_end != NULL ? date_end : word.start + word.length;
        if (date_end != NULL)
            out = stpcpy(out, "(date)");
        else if (part_of(word) == PART_ID)
            out = stpcpy(out, "(id)");
        else
            out = mempcpy(out, word.start, word.length);
    }
    strcpy(out, text);
    return lasting;
}
