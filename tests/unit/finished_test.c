/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which targets lines say are finished, and how many of them can be remembered. */
#include "base/list.h"
#include "base/sip_hash.h"
#include "facts/shapes.h"
#include "report/json_finished.h"
#include "scan/seen_targets.h"

#include <criterion/criterion.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* The vector of the reference implementation: key 00..0f, input 00..0e. */
Test(sip_hash, reference)
{
    const struct sip_key key = {{0x0706050403020100U, 0x0f0e0d0c0b0a0908U}};
    unsigned char input[15];
    for (unsigned char i = 0; i < sizeof input; i++)
        input[i] = i;
    cr_expect_eq(sip_hash(&key, input, sizeof input), 0xa129ca6149be45e5U);
    cr_expect_eq(sip_hash(&key, input, 0), 0x726fdb47dd0e0e31U);
}

static void expect_line(const char *line, enum json_line wanted, const char *name)
{
    struct target target;
    enum json_line seen = json_finished_read(line, strlen(line), &target);
    cr_expect_eq(seen, wanted, "%s: %d, not %d", line, (int)seen, (int)wanted);
    if (name != NULL)
        cr_expect(text_same(target.name, name), "%s", line);
    shape_clear(&target_shape, &target);
}

#define ONE_TARGET "\"target\":{\"word\":\"a.example\",\"kind\":\"domain\",\"name\":\"a.example\"}"

Test(finished, lines)
{
    static const struct {
        const char *line;
        enum json_line is;
    } cases[] = {
        {"{\"kind\":\"report\"," ONE_TARGET "}", JSON_LINE_FINISHED},
        {"{\"kind\":\"domain\",\"id\":\"a.example\"," ONE_TARGET ",\"ended\":\"complete\"}",
         JSON_LINE_FINISHED},
        {"{\"ended\":\"time_ran_out\"," ONE_TARGET ",\"kind\":\"domain\"}", JSON_LINE_FINISHED},
        {" { \"kind\" : \"domain\" , " ONE_TARGET " } ", JSON_LINE_FINISHED},
        {"{\"kind\":\"report\",\"ended\":\"interrupted\"," ONE_TARGET "}", JSON_LINE_UNFINISHED},
        {"{\"kind\":\"report\",\"ended\":\"memory_ran_out\"," ONE_TARGET "}", JSON_LINE_UNFINISHED},
        {"{\"kind\":\"report\",\"ended\":\"some_day\"," ONE_TARGET "}", JSON_LINE_UNFINISHED},
        {"{\"kind\":\"summary\",\"complete\":true}", JSON_LINE_OTHER},
        {"{\"kind\":\"host\",\"id\":\"a\"," ONE_TARGET "}", JSON_LINE_OTHER},
        {"{\"kind\":\"input_error\",\"word\":\"}\\\"{\",\"n\":[1,{\"a\":[]}],\"x\":-1.5e3}", JSON_LINE_OTHER},
        {"{\"x\":{\"kind\":\"domain\"},\"kind\":\"summary\"}", JSON_LINE_OTHER},
        {"{\"x\":\"\\\\\",\"kind\":\"report\",\"y\":[\"]}\\\"\"]," ONE_TARGET "}", JSON_LINE_FINISHED},
        {"{\"kind\":\"report\"," ONE_TARGET, JSON_LINE_BAD},
        {"{\"kind\":\"report\",\"target\":{\"word\":\"a.example\",\"kind\":\"dom", JSON_LINE_BAD},
        {"{\"kind\":\"report\"," ONE_TARGET "} {}", JSON_LINE_BAD},
        {"{\"kind\":\"report\",\"target\":{\"kind\":\"domain\"}}", JSON_LINE_BAD},
        {"{\"kind\":\"report\",\"target\":{\"kind\":\"town\",\"name\":\"a\"}}", JSON_LINE_BAD},
        {"{\"kind\":\"report\",\"target\":\"a.example\"}", JSON_LINE_BAD},
        {"{\"kind\":\"report\"}", JSON_LINE_BAD},
        {"{\"a\":\"", JSON_LINE_BAD},
        {"{\"a\":\"\\", JSON_LINE_BAD},
        {"{\"a\"", JSON_LINE_BAD},
        {"{\"a\":", JSON_LINE_BAD},
        {"{\"a\":1", JSON_LINE_BAD},
        {"{\"a\":[[", JSON_LINE_BAD},
        {"{}", JSON_LINE_BAD},
        {"{", JSON_LINE_BAD},
        {"", JSON_LINE_BAD},
        {"a.example", JSON_LINE_BAD},
        {"[]", JSON_LINE_BAD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_line(cases[i].line, cases[i].is, cases[i].is == JSON_LINE_FINISHED ? "a.example" : NULL);
    struct target target;
    cr_expect_eq(json_finished_read("{\"kind\":\"summary\"}\0{}", 21, &target), JSON_LINE_BAD, "a NUL byte");
    shape_clear(&target_shape, &target);
}

static bool add(struct seen_targets *seen, enum target_kind kind, const char *name, int64_t port)
{
    const struct target target = {.kind = kind, .name = (char *)name, .port = port};
    bool had = seen_targets_have(seen, &target);
    bool added = seen_targets_add(seen, &target);
    cr_expect_neq(had, added);
    cr_expect(seen_targets_have(seen, &target));
    return added;
}

Test(seen_targets, what_is_the_same)
{
    struct seen_targets *seen = seen_targets_new();
    cr_expect(add(seen, TARGET_DOMAIN, "example.org", 0));
    cr_expect_not(add(seen, TARGET_EMAIL, "Example.ORG", 0));
    cr_expect(add(seen, TARGET_HOST, "example.org", 0));
    cr_expect(add(seen, TARGET_HOST, "example.org", 25));
    cr_expect_not(add(seen, TARGET_HOST, "example.org", 25));
    cr_expect(add(seen, TARGET_ADDRESS, "192.0.2.1", 0));
    cr_expect(add(seen, TARGET_ADDRESS, "192.0.2.1", 2));
    cr_expect(add(seen, TARGET_DOMAIN, "example.or", 0));
    cr_expect_eq(seen_targets_count(seen), 6);
    seen_targets_free(seen);
}

/* What the allocator has in use; with a sanitizer it does not tell. */
static size_t in_use(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

Test(seen_targets, a_million_in_little_memory, .timeout = 120)
{
    enum { TARGETS = 1000 * 1000, BYTES_MAX = 40 * 1000 * 1000 };
    size_t before = in_use();
    struct seen_targets *seen = seen_targets_new();
    for (int i = 0; i < TARGETS; i++) {
        char name[32];
        snprintf(name, sizeof name, "domain-%d.example", i);
        const struct target target = {.kind = TARGET_DOMAIN, .name = name};
        cr_assert(seen_targets_add(seen, &target), "%s", name);
    }
    cr_expect_eq(seen_targets_count(seen), TARGETS);
    cr_expect_lt(in_use() - before, BYTES_MAX);
    seen_targets_free(seen);
}
