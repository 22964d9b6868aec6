/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What EHLO replies say, masks of middleboxes among them. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "smtp/ehlo.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An EHLO reply of lines divided by '|'. */
static struct ehlo parse(const char *lines)
{
    struct ehlo ehlo = {.reply.code = 250};
    char *copy = text_copy(lines);
    char *rest = copy;
    for (char *line = strsep(&rest, "|"); line != NULL; line = strsep(&rest, "|"))
        text_list_append(&ehlo.reply.lines, line);
    free(copy);
    ehlo_parse(&ehlo);
    return ehlo;
}

static void expect_mechanisms(const char *lines, const char *mechanisms)
{
    struct ehlo ehlo = parse(lines);
    char *joined = text_list_join(&ehlo.auth_mechanisms, " ");
    cr_expect_str_eq(joined, mechanisms, "\"%s\" gave \"%s\"", lines, joined);
    free(joined);
    shape_clear(&ehlo_shape, &ehlo);
}

static void expect_mask(const char *lines, const char *mask)
{
    struct ehlo ehlo = parse(lines);
    const char *seen = ehlo_masked_starttls(&ehlo);
    cr_expect_str_eq(seen != NULL ? seen : "none", mask != NULL ? mask : "none", "\"%s\"", lines);
    shape_clear(&ehlo_shape, &ehlo);
}

Test(ehlo, the_first_line_holds_the_domain_and_no_keyword)
{
    struct ehlo ehlo = parse("STARTTLS AUTH LOGIN|PIPELINING|size 1000 more");
    cr_expect_str_eq(ehlo.domain, "STARTTLS");
    cr_expect_null(ehlo_find(&ehlo, "STARTTLS"));
    cr_expect_eq(ehlo.auth_mechanisms.count, 0);
    cr_expect_eq(ehlo.keyword_count, 2);
    cr_expect_null(ehlo_find(&ehlo, "pipelining")->parameters);
    cr_expect_str_eq(ehlo_find(&ehlo, "SIZE")->keyword, "SIZE");
    cr_expect_str_eq(ehlo_find(&ehlo, "SIZE")->parameters, "1000 more");
    shape_clear(&ehlo_shape, &ehlo);
}

Test(ehlo, keywords_are_compared_whole_and_without_case)
{
    struct ehlo ehlo = parse("mx|STARTTLSX|X-STARTTLS|startTls");
    cr_expect_str_eq(ehlo_find(&ehlo, "STARTTLS")->keyword, "STARTTLS");
    cr_expect_eq(ehlo_find(&ehlo, "STARTTLS"), &ehlo.keywords[2]);
    cr_expect_null(ehlo_find(&ehlo, "START"));
    cr_expect_null(ehlo_find(NULL, "STARTTLS"));
    shape_clear(&ehlo_shape, &ehlo);
}

Test(ehlo, empty_replies_and_lines)
{
    struct ehlo nothing = {0};
    ehlo_parse(&nothing);
    cr_expect_null(nothing.domain);
    struct ehlo empty = parse("|||STARTTLS");
    cr_expect_str_eq(empty.domain, "");
    cr_expect_eq(empty.keyword_count, 1);
    cr_expect_not_null(ehlo_find(&empty, "STARTTLS"));
    shape_clear(&ehlo_shape, &empty);
}

Test(ehlo, a_line_that_starts_with_a_blank_still_has_its_keyword)
{
    struct ehlo ehlo = parse("mx| STARTTLS| |  AUTH  PLAIN");
    cr_expect_not_null(ehlo_find(&ehlo, "STARTTLS"));
    cr_expect_eq(ehlo.keyword_count, 2);
    cr_expect(text_list_has(&ehlo.auth_mechanisms, "PLAIN"));
    shape_clear(&ehlo_shape, &ehlo);
}

Test(ehlo, duplicates_are_all_kept_and_the_first_is_found)
{
    struct ehlo ehlo = parse("mx|SIZE 1|SIZE 2");
    cr_expect_eq(ehlo.keyword_count, 2);
    cr_expect_str_eq(ehlo_find(&ehlo, "SIZE")->parameters, "1");
    shape_clear(&ehlo_shape, &ehlo);
}

Test(ehlo, mechanisms_come_from_both_forms_of_auth)
{
    expect_mechanisms("mx|AUTH PLAIN login", "PLAIN LOGIN");
    expect_mechanisms("mx|AUTH=LOGIN PLAIN", "LOGIN PLAIN");
    expect_mechanisms("mx|auth=login", "LOGIN");
    expect_mechanisms("mx|AUTH PLAIN|AUTH=PLAIN LOGIN", "PLAIN LOGIN");
    expect_mechanisms("mx|AUTH", "");
    expect_mechanisms("mx|AUTH=", "");
    expect_mechanisms("mx|AUTH   PLAIN   ", "PLAIN");
    expect_mechanisms("mx|AUTHENTICATE PLAIN", "");
    expect_mechanisms("AUTH PLAIN|SIZE", "");
}

Test(ehlo, mechanisms_are_bounded)
{
    char line[1024] = "mx|AUTH";
    for (int i = 0; i < 100; i++)
        sprintf(line + strlen(line), " M%d", i);
    struct ehlo ehlo = parse(line);
    cr_expect_eq(ehlo.auth_mechanisms.count, 32);
    shape_clear(&ehlo_shape, &ehlo);
}

Test(ehlo, masks_in_the_place_of_starttls)
{
    expect_mask("mx|XXXXXXXA", "XXXXXXXA");
    expect_mask("mx|PIPELINING|XXXXXXXX", "XXXXXXXX");
    expect_mask("mx|xxxxxxxx", "XXXXXXXX");
    expect_mask("mx|********", "********");
    expect_mask("mx|***XXXXX", NULL);
    expect_mask("mx|*******", NULL);
    expect_mask("mx|XXXXXXXXX", NULL);
    expect_mask("mx|XEXCH50", NULL);
    expect_mask("mx|XCLIENT1", NULL);
    expect_mask("XXXXXXXA|SIZE", NULL);
    expect_mask("mx", NULL);
}
