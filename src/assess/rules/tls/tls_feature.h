/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What rules about extensions ask one another. */
#ifndef MAILSONDE_ASSESS_RULES_TLS_TLS_FEATURE_H
#define MAILSONDE_ASSESS_RULES_TLS_TLS_FEATURE_H

#include "facts/endpoint.h"

#include <stdbool.h>

/* Whether the survey tells how the server takes hellos with other names or none, so that the rule about the
 * survey judges "dane-sni-required". */
bool tls_feature_tells_of_sni(const struct endpoint *endpoint);

#endif
