/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The TLS of a port as crypto-assets: one protocol for each version that it accepts, with its suites, groups
 * and signature schemes. Ports that accept the same have the same. */
#ifndef MAILSONDE_REPORT_CYCLONEDX_PROTOCOLS_H
#define MAILSONDE_REPORT_CYCLONEDX_PROTOCOLS_H

#include "facts/endpoint.h"
#include "report/cyclonedx/inventory.h"

/* Writes what is not written yet, and appends the bom-refs to `refs`. */
void protocols_of_endpoint(struct cbom *cbom, const struct endpoint *endpoint, struct text_list *refs);

#endif
