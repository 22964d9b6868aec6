/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/anchor_keys.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* IANA's, with the tags that it gives for them. */
#define KEY_20326                                                                                            \
    ". IN DNSKEY 257 3 8 "                                                                                   \
    "AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+"     \
    "B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/"                 \
    "EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/"                    \
    "ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=\n"
#define DS_38696 ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16\n"

static struct key_tags tags_in(const char *text, const char *name)
{
    char *file = temporary_file(text), *error = NULL;
    struct records *records = records_load(file, &error);
    cr_assert_not_null(records, "%s", error);
    struct key_tags tags = {0};
    anchor_keys_of_file(records, name, &tags);
    records_free(records);
    temporary_file_remove(file);
    return tags;
}

static void expect_words(const struct key_tags *tags, const char *words)
{
    char *said = anchor_keys_words(tags);
    cr_expect_str_eq(said, words);
    free(said);
}

Test(anchor_keys, tags_of_a_file)
{
    struct key_tags tags = tags_in(KEY_20326 DS_38696 DS_38696, ".");
    expect_words(&tags, "keys 38696, 20326");
    tags = tags_in(KEY_20326, ".");
    expect_words(&tags, "key 20326");
    tags = tags_in("example. IN DS 4711 13 2 abab\n" KEY_20326, "example");
    expect_words(&tags, "key 4711");
    tags = tags_in(KEY_20326, "example");
    expect_words(&tags, "no key");
}

Test(anchor_keys, signers_of_an_answer)
{
    struct key_tags own = tags_in(KEY_20326, "."), signers = {0};
    struct dns_answer answer = {.has_signatures = true, .signers = {38696, 20326, 38696}, .signer_count = 1};
    anchor_keys_of_signatures(&answer, &signers);
    expect_words(&signers, "key 38696");
    cr_expect(!anchor_keys_meet(&own, &signers), "published, maybe, but it signs nothing");
    answer.signer_count = 3;
    anchor_keys_of_signatures(&answer, &signers);
    expect_words(&signers, "keys 38696, 20326");
    cr_expect(anchor_keys_meet(&own, &signers));
}
