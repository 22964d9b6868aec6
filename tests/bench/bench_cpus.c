/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Processors for client and server. */
#include "bench_cpus.h"

#include <sched.h>

int bench_cpus_take(enum bench_side side)
{
    cpu_set_t all;
    if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < 2)
        return 1;
    int client_count = CPU_COUNT(&all) / 2;
    cpu_set_t half;
    CPU_ZERO(&half);
    int seen = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        if ((seen < client_count) == (side == BENCH_CLIENT))
            CPU_SET(cpu, &half);
        seen++;
    }
    return sched_setaffinity(0, sizeof half, &half) == 0 ? CPU_COUNT(&half) : 1;
}
