/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a server's text stays the same from one session to the next. */
#include "infer/server_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct {
    const char *text;
    const char *lasting;
} rows[] = {
    {"", ""},
    {"mx1.example.org ESMTP", "mx1.example.org ESMTP"},
    {" two  blanks ", " two  blanks "},
    {"debian ESMTP Exim 4.96 Mon, 30 Nov 2026 10:16:48 +0000", "debian ESMTP Exim 4.96 (date)"},
    {"mx ESMTP Sendmail 8.17.1.9/8.17.1.9/Debian-2; Mon, 30 Nov 2026 10:16:48 GMT; (No UCE)",
     "mx ESMTP Sendmail 8.17.1.9/8.17.1.9/Debian-2; (date) (No UCE)"},
    {"mx Microsoft ESMTP MAIL Service ready at Mon, 30 Nov 2026 11:16:48 +0100",
     "mx Microsoft ESMTP MAIL Service ready at (date)"},
    {"mx.example ready at 2026-11-30T10:16:48.123Z", "mx.example ready at (date)"},
    {"mx.example ready at 2026-11-30 10:16:48", "mx.example ready at (date)"},
    {"mx.google.com ESMTP ffacd0b85a97d-38f2a1b2c3dsi1234567f8f.123 - gsmtp",
     "mx.google.com ESMTP (id) - gsmtp"},
    {"[AM0EUR02FT012.prod.outlook.com 2026-11-30T10:16:48.123Z 08DD10EFB5E0B5C2]",
     "[AM0EUR02FT012.prod.outlook.com (date) (id)"},
    {"502 5.5.2 175326707467616-778885648c what", "502 5.5.2 (id) what"},
    /* A number alone is no date, and neither is an address. */
    {"EHLO [192.0.2.7] 250-SIZE 52428800 at 30 Nov 2026",
     "EHLO [192.0.2.7] 250-SIZE 52428800 at 30 Nov 2026"},
    {"hello [2001:db8::10:25] and 10:25::1 and 2001:1234::1",
     "hello [2001:db8::10:25] and 10:25::1 and 2001:1234::1"},
    {"mail-1234567890.example.com 8BITMIME ENHANCEDSTATUSCODES 5.7.1",
     "mail-1234567890.example.com 8BITMIME ENHANCEDSTATUSCODES 5.7.1"},
    {"10:16", "(date)"},
};

Test(server_text, dates_and_ids_are_left_out)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *lasting = server_text_lasting(rows[i].text);
        cr_expect_str_eq(lasting, rows[i].lasting);
        free(lasting);
    }
}
