/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a certificate is to be renewed: at two thirds of its lifetime, as CAs and ACME clients advise, but not
 * more than some weeks ahead of its end, for long lifetimes are renewed by hand. */
#ifndef MAILSONDE_INFER_CERTIFICATE_RENEWAL_H
#define MAILSONDE_INFER_CERTIFICATE_RENEWAL_H

#include "facts/tls.h"

/* The default of how many days ahead at the most. */
enum { CERTIFICATE_NOTICE_DAYS = 30 };

/* How long before its end the renewal is due, in seconds. */
int64_t certificate_renewal_ahead_s(const struct certificate *certificate, int64_t most_days);

#endif
