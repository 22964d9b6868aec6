/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which words are offered for one that was mistyped, and when none is. */
#include "base/nearest_word.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const char *nearest(const char *typed)
{
    static const char *const list[] = {"ports",    "path",        "color", NULL,   "max-queries",
                                       "max-hops", "no-starttls", "json",  "jsonl"};
    static const struct words words = {.words = list, .count = sizeof list / sizeof list[0]};
    return nearest_word_in(&words, typed);
}

Test(nearest_word, slips_of_the_finger)
{
    static const char *const cases[][2] = {
        {"port", "ports"},             /* a letter is missing */
        {"portss", "ports"},           /* one is too many */
        {"poets", "ports"},            /* one is another */
        {"prots", "ports"},            /* two changed places */
        {"colour", "color"},           /* */
        {"COLOR", "color"},            /* case is no slip */
        {"max_hops", "max-hops"},      /* nor is the other mark */
        {"no-startls", "no-starttls"}, /* */
        {"mx-hosp", "max-hops"},       /* two slips in a longer word */
        {"josn", "json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *word = nearest(cases[i][0]);
        cr_expect(word != NULL);
        if (word != NULL)
            cr_expect_str_eq(word, cases[i][1], "%s: %s", cases[i][0], word);
    }
}

Test(nearest_word, of_equally_near_words_the_first)
{
    cr_expect_str_eq(nearest("max-"), "max-queries");
    cr_expect_str_eq(nearest("jso"), "json");
}

Test(nearest_word, what_is_near_nothing)
{
    cr_expect_null(nearest(""));
    cr_expect_null(nearest("x"));
    cr_expect_null(nearest("ma"));
    cr_expect_null(nearest("certificate"));
    cr_expect_null(nearest("hops"));
    cr_expect_null(
        nearest("ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppports"));
}

Test(nearest_word, the_question)
{
    char *question = nearest_word_question("--", "ports");
    cr_expect_str_eq(question, "; did you mean --ports?");
    free(question);
    question = nearest_word_question("", NULL);
    cr_expect_str_eq(question, "");
    free(question);
}
