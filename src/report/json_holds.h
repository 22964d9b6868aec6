/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What holds, in slim JSON: [{"at": [WHERE...], "ids": [ID...]}, ...]. Each id holds at each of these places,
 * and ID@WHERE is the key of the finding, which stands in one entry alone. */
#ifndef MAILSONDE_REPORT_JSON_HOLDS_H
#define MAILSONDE_REPORT_JSON_HOLDS_H

#include "facts/finding.h"
#include "report/json_write.h"

#include <stddef.h>

void json_holds_write(struct json_write *json, const char *key, const struct finding *findings, size_t count);

#endif
