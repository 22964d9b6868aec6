/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One process of the synthetic mail server: many sessions on one epoll descriptor. */
#ifndef MAILSONDE_BENCH_SERVER_WORKER_H
#define MAILSONDE_BENCH_SERVER_WORKER_H

#include "server_session.h"

/* Serves the listening descriptors until `stop` becomes readable or its other end is closed. False when the
 * system refused something that it needs. */
bool server_worker_run(const struct server_site *site, const int *listeners, size_t count, int stop);

#endif
