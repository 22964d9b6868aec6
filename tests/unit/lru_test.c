/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries by key: which are kept when nobody uses them. */
#include "base/lru.h"

#include <criterion/criterion.h>

struct number {
    struct lru_entry entry;
    int value;
    int *cleared;
};

static void clear(struct lru_entry *entry)
{
    ++*((struct number *)entry)->cleared;
}

static struct number *take(struct lru *lru, const char *key, int *cleared)
{
    struct number *number = (struct number *)lru_take(lru, key);
    number->cleared = cleared;
    return number;
}

/* Takes the entry, which is as it was left or zeroed, and gives it back. */
static void use(struct lru *lru, const char *key, int expected, int *cleared)
{
    struct number *number = take(lru, key, cleared);
    cr_expect_eq(number->value, expected, "%s: %d", key, number->value);
    cr_expect_str_eq(number->entry.key, key);
    number->value = key[0];
    lru_release(lru, &number->entry);
}

Test(lru, the_one_unused_for_longest_goes_first)
{
    int cleared = 0;
    struct lru lru = {.entry_bytes = sizeof(struct number), .unused_max = 2, .clear = clear};
    cr_expect_null(lru_find(&lru, "a"));
    use(&lru, "a", 0, &cleared);
    use(&lru, "b", 0, &cleared);
    use(&lru, "a", 'a', &cleared);
    use(&lru, "c", 0, &cleared);
    cr_expect_eq(cleared, 1);
    cr_expect_null(lru_find(&lru, "b"));
    use(&lru, "a", 'a', &cleared);
    use(&lru, "c", 'c', &cleared);
    lru_free(&lru);
    cr_expect_eq(cleared, 3);
}

Test(lru, what_is_used_is_kept_beyond_the_bound)
{
    int cleared = 0;
    struct lru lru = {.entry_bytes = sizeof(struct number), .unused_max = 1, .clear = clear};
    struct number *used = take(&lru, "a", &cleared);
    used->value = 'a';
    cr_expect_eq(take(&lru, "a", &cleared), used, "for another user");
    use(&lru, "b", 0, &cleared);
    use(&lru, "c", 0, &cleared);
    use(&lru, "d", 0, &cleared);
    cr_expect_eq(cleared, 2);
    lru_release(&lru, &used->entry);
    cr_expect_eq(lru_find(&lru, "a"), &used->entry);
    cr_expect_eq(cleared, 2);
    lru_release(&lru, &used->entry);
    cr_expect_eq(cleared, 3, "d gives way: it is unused for longer");
    use(&lru, "a", 'a', &cleared);
    lru_free(&lru);
    cr_expect_eq(cleared, 4);
}

Test(lru, nobody_finds_what_is_forgotten)
{
    int cleared = 0;
    struct lru lru = {.entry_bytes = sizeof(struct number), .unused_max = 9, .clear = clear};
    struct number *old = take(&lru, "a", &cleared);
    lru_forget(&lru, &old->entry);
    lru_forget(&lru, &old->entry);
    cr_expect_null(lru_find(&lru, "a"));
    use(&lru, "a", 0, &cleared);
    cr_expect_eq(cleared, 0);
    lru_release(&lru, &old->entry);
    cr_expect_eq(cleared, 1);
    use(&lru, "a", 'a', &cleared);
    lru_free(&lru);
    cr_expect_eq(cleared, 2);
}
