/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starting GnuTLS. */
#include "tls/library.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>

/* Not before main(), where no policy could be turned off any more. */
GNUTLS_SKIP_GLOBAL_INIT

bool tls_library_begin(void)
{
    return setenv("GNUTLS_SYSTEM_PRIORITY_FILE", "/dev/null", 1) == 0 && gnutls_global_init() >= 0;
}
