/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as an internationalized name, to A-labels and to U-labels. */
#include "base/list.h"
#include "checks.h"
#include "discover/idn.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(const char *name)
{
    char *shown = idn_to_unicode(name);
    fuzz_expect(shown != NULL);
    fuzz_expect_safe(shown);
    free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = text_copy_bytes((const char *)data, size);
    const char *problem = NULL;
    char *ascii = idn_to_ascii(name, &problem);
    fuzz_expect((ascii == NULL) == (problem != NULL));
    for (const char *c = ascii; c != NULL && *c != '\0'; c++)
        fuzz_expect((unsigned char)*c < 0x80);
    show(name);
    if (ascii != NULL)
        show(ascii);
    free(ascii);
    free(name);
    return 0;
}
