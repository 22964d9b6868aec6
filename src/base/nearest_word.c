/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Near is what few slips of the finger make of a word: letters that are missing, added, other or exchanged
 * (the optimal string alignment distance), and the beginning of a word that was not finished. */
#include "base/nearest_word.h"

#include "base/list.h"

#include <string.h>

enum { WORD_MAX = 63 };          /* longer ones are near nothing */
enum { PREFIX_MIN = 3 };         /* fewer letters begin too many words */
enum { LETTERS_FOR_A_SLIP = 5 }; /* one slip, and one more for so many letters */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ASCII letters are compared without case; a name of several words may be written with either mark. */
static char folded(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return (char)(letter - 'A' + 'a');
    return letter == '_' ? '-' : letter;
}

/* How many letters to insert, delete, replace or exchange with the next one; rows are prefixes of `a`.
 * Neither is longer than WORD_MAX. */
static size_t slips(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1] = {{0}};
    size_t width = strlen(b);
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= width; j++)
        above[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            bool same = folded(a[i - 1]) == folded(b[j - 1]);
            row[j] = smaller(above[j - 1] + !same, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2])
                && folded(a[i - 2]) == folded(b[j - 1]))
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[width];
}

static bool begins(const char *word, const char *beginning)
{
    size_t same = 0;
    while (beginning[same] != '\0' && folded(beginning[same]) == folded(word[same]))
        same++;
    return beginning[same] == '\0' && same >= PREFIX_MIN;
}

void nearest_word_offer(struct nearest_word *search, const char *word)
{
    size_t length = strlen(search->typed);
    if (length == 0 || length > WORD_MAX || strlen(word) > WORD_MAX)
        return;
    size_t distance = slips(search->typed, word);
    size_t limit = smaller(1 + length / LETTERS_FOR_A_SLIP, length - 1);
    if (distance > 1 && begins(word, search->typed))
        distance = limit = 1;
    if (distance <= limit && (search->word == NULL || distance < search->distance)) {
        search->word = word;
        search->distance = distance;
    }
}

const char *nearest_word_in(const struct words *words, const char *typed)
{
    struct nearest_word search = {.typed = typed};
    for (size_t i = 0; i < words->count; i++)
        if (words->words[i] != NULL)
            nearest_word_offer(&search, words->words[i]);
    return search.word;
}

char *nearest_word_question(const char *prefix, const char *word)
{
    return word == NULL ? text_copy("") : text_format("; did you mean %s%s?", prefix, word);
}
