/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An endpoint in two: what was seen at its address and port, which is the same for all names that lead there,
 * and what belongs to the name. */
#ifndef MAILSONDE_REPORT_LINE_ENDPOINT_H
#define MAILSONDE_REPORT_LINE_ENDPOINT_H

#include "base/shape_feed.h"
#include "facts/report.h"
#include "report/json_certificates.h"
#include "report/json_write.h"

#include <stddef.h>

/* In place of the server name that was sent, which belongs to the name. */
extern const char line_endpoint_name_sent[];

/* Writes the endpoint without what belongs to the name, and feeds the same to its digest. */
void line_endpoint_write(struct json_write *json, const struct endpoint *endpoint,
                         const struct certificate_set *certificates);
void line_endpoint_feed(const struct shape_feed *feed, const struct endpoint *endpoint,
                        const struct certificate_set *certificates);

/* Writes what belongs to the name as the pointer of the host `name` (NULL: of none) to the line `id`, and
 * feeds it. */
void line_endpoint_write_pointer(struct json_write *json, const struct endpoint *endpoint, const char *id,
                                 const char *name);
void line_endpoint_feed_pointer(const struct shape_feed *feed, const struct endpoint *endpoint,
                                const char *id);

#endif
