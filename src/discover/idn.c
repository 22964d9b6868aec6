/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Internationalized names to and fro. */
#include "discover/idn.h"

#include "base/list.h"
#include "base/text.h"

#include <idn2.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { UNICODE_NAME_MAX_BYTES = 1024 };

/* Not IDN2_USE_STD3_ASCII_RULES: libidn2 2.3.3 then drops an underscore in silence and asks for another name.
 * Without it, what is no letter, digit or hyphen stays visible in the A-label for the caller's check. */
static const int uts46_flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;

static bool is_ascii(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            return false;
    return true;
}

static char *lower_case(const char *name)
{
    char *lower = text_copy(name);
    for (char *c = lower; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return lower;
}

char *idn_to_ascii(const char *name, const char **problem)
{
    /* IDNA would refuse "ab--cd", and A-labels of emoji, which exist: they are looked up as they are (RFC
     * 5891 5.3). */
    if (is_ascii(name))
        return lower_case(name);
    char *converted = NULL;
    int status = idn2_to_ascii_8z(name, &converted, uts46_flags);
    if (status != IDN2_OK) {
        *problem = idn2_strerror(status);
        return NULL;
    }
    char *ascii = lower_case(converted);
    idn2_free(converted);
    return ascii;
}

char *idn_to_unicode(const char *name)
{
    char *converted = NULL;
    bool is_unicode = (!is_ascii(name) || strcasestr(name, "xn--") != NULL)
                      && idn2_to_unicode_8z8z(name, &converted, IDN2_NONTRANSITIONAL) == IDN2_OK;
    /* What is no A-label may lead to control characters. */
    const char *best = is_unicode && text_is_safe(converted) ? converted : name;
    char *text =
        text_is_safe(best) ? text_copy(best) : text_from_wire(best, strlen(best), UNICODE_NAME_MAX_BYTES);
    idn2_free(converted);
    return text;
}
