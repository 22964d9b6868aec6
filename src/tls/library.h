/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GnuTLS as a whole. */
#ifndef MAILSONDE_TLS_LIBRARY_H
#define MAILSONDE_TLS_LIBRARY_H

#include <stdbool.h>

/* Starts GnuTLS without this machine's crypto policy, which would shape what is offered and make a good
 * server look bad. To be called first of all in a program, while there is one thread; false when GnuTLS
 * cannot be used. A program that does not call it gets GnuTLS as it starts itself. */
bool tls_library_begin(void);

#endif
