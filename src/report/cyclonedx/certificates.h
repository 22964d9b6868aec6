/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates and their keys as crypto-assets. */
#ifndef MAILSONDE_REPORT_CYCLONEDX_CERTIFICATES_H
#define MAILSONDE_REPORT_CYCLONEDX_CERTIFICATES_H

#include "facts/report.h"
#include "report/cyclonedx/inventory.h"

/* Writes those of the chains that the port sends that are not written yet, and appends the bom-refs of the
 * server's own to `refs`. */
void certificates_of_endpoint(struct cbom *cbom, const struct report *report, const struct endpoint *endpoint,
                              struct text_list *refs);

#endif
