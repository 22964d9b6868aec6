/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markup: texts cannot end the tag or the attribute that they stand in. */
#include "report/markup.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static char *written;
static size_t length;
static FILE *out;

static void begin(void)
{
    out = open_memstream(&written, &length);
}

static void expect(const char *text)
{
    cr_expect(fclose(out) == 0);
    cr_expect_str_eq(written, text);
    free(written);
}

TestSuite(markup, .init = begin);

Test(markup, values_stand_in_the_markup)
{
    const char *volatile none = NULL;
    markup(out, "<p id=\"%s\">%d %zu %lld %%</p>%s", "a", -1, (size_t)2, 3LL, none);
    expect("<p id=\"a\">-1 2 3 %</p>");
}

Test(markup, texts_are_escaped)
{
    markup(out, "<b title=\"%s\">%s</b>", "\"' onclick=x", "</b><script>&lt;%s");
    expect("<b title=\"&quot;&#39; onclick=x\">&lt;/b&gt;&lt;script&gt;&amp;lt;%s</b>");
}

Test(markup, what_markup_may_not_hold_is_made_visible)
{
    markup_text(out, "\x1b[31m \xe2\x80\xae \xef\xbf\xbf \xff é");
    expect("\\x1b[31m \\xe2\\x80\\xae \\xef\\xbf\\xbf \\xff é");
}
