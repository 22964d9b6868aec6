/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeps client and server on processors of their own, so that neither waits for the other's. */
#ifndef MAILSONDE_BENCH_CPUS_H
#define MAILSONDE_BENCH_CPUS_H

enum bench_side { BENCH_CLIENT, BENCH_SERVER };

/* Binds the calling process to its side's half of the processors that it may use, and returns how many those
 * are. Where there is only one, both sides share it. */
int bench_cpus_take(enum bench_side side);

#endif
