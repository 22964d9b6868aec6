/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fibers: waiting, waking, deadlines, descriptors. */
#include "net/fiber_watch.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct pair {
    struct fiber *waiter;
    char trace[16];
    int descriptors[2];
    bool answer;
};

static void mark(struct pair *pair, char letter)
{
    size_t length = strlen(pair->trace);
    pair->trace[length] = letter;
}

static void wait_for_wake(struct fiber *fiber, void *argument)
{
    struct pair *pair = argument;
    pair->waiter = fiber;
    mark(pair, 'a');
    pair->answer = fiber_park(fiber, FIBER_NEVER);
    mark(pair, 'c');
}

static void wake_other(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct pair *pair = argument;
    mark(pair, 'b');
    fiber_wake(pair->waiter);
}

Test(fiber, one_wakes_another)
{
    struct pair pair = {0};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, wait_for_wake, &pair);
    fiber_spawn(pool, wake_other, &pair);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_assert_str_eq(pair.trace, "abc");
    cr_assert(pair.answer);
}

static void wake_self_first(struct fiber *fiber, void *argument)
{
    bool *answers = argument;
    fiber_wake(fiber);
    answers[0] = fiber_park(fiber, FIBER_NEVER);
    answers[1] = fiber_park(fiber, fiber_now_ms(fiber) + 5);
    answers[2] = fiber_park(fiber, fiber_now_ms(fiber) - 1);
}

Test(fiber, an_early_wake_is_kept_and_a_deadline_ends_a_wait)
{
    bool answers[3] = {false, true, true};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, wake_self_first, answers);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_assert(answers[0]);
    cr_assert_not(answers[1]);
    cr_assert_not(answers[2]);
}

static void read_when_ready(struct fiber *fiber, void *argument)
{
    struct pair *pair = argument;
    struct fiber_watch *watch = fiber_watch_new(fiber_pool_of(fiber), pair->descriptors[0]);
    cr_assert_not(fiber_wait(fiber, watch, UV_READABLE, fiber_now_ms(fiber) + 5));
    pair->waiter = fiber;
    pair->answer = fiber_wait(fiber, watch, UV_READABLE, FIBER_NEVER);
    char byte;
    cr_assert_eq(read(pair->descriptors[0], &byte, 1), 1);
    mark(pair, byte);
    fiber_watch_free(watch);
}

static void write_later(struct fiber *fiber, void *argument)
{
    struct pair *pair = argument;
    while (pair->waiter == NULL)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    fiber_wake(pair->waiter); /* a wake that is meant for something else must not end the wait */
    cr_assert_eq(write(pair->descriptors[1], "x", 1), 1);
}

Test(fiber, waits_for_a_descriptor)
{
    struct pair pair = {0};
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.descriptors), 0);
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, read_when_ready, &pair);
    fiber_spawn(pool, write_later, &pair);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_assert(pair.answer);
    cr_assert_str_eq(pair.trace, "x");
}

static void count_down(struct fiber *fiber, void *argument)
{
    int *left = argument;
    if (--*left > 0)
        fiber_spawn(fiber_pool_of(fiber), count_down, left);
}

Test(fiber, stacks_are_used_again)
{
    int left = 5000;
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, count_down, &left);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_assert_eq(left, 0);
}

struct cut_pair {
    int descriptors[2];
    size_t waiting;
    bool parked_ended;
    bool read_ended;
    bool late_ended;
};

static void wait_parked(struct fiber *fiber, void *argument)
{
    struct cut_pair *pair = argument;
    pair->waiting++;
    while (!fiber_is_cut(fiber))
        fiber_park(fiber, FIBER_NEVER);
    pair->parked_ended = true;
}

static void wait_for_bytes(struct fiber *fiber, void *argument)
{
    struct cut_pair *pair = argument;
    struct fiber_watch *watch = fiber_watch_new(fiber_pool_of(fiber), pair->descriptors[0]);
    pair->waiting++;
    pair->read_ended = !fiber_wait(fiber, watch, UV_READABLE, FIBER_NEVER);
    /* Nor does any wait that is begun later last. */
    pair->late_ended = !fiber_wait(fiber, watch, UV_READABLE, FIBER_NEVER);
    fiber_watch_free(watch);
}

static void cut_when_both_wait(struct fiber *fiber, void *argument)
{
    const struct cut_pair *pair = argument;
    while (pair->waiting < 2)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    fiber_pool_cut(fiber_pool_of(fiber));
}

static void spawn_with_limit(struct fiber *fiber, void *argument)
{
    struct cut_pair *pair = argument;
    int64_t limit_ms = fiber_now_ms(fiber) + 1;
    fiber_set_time_limit(fiber, limit_ms);
    fiber_spawn(fiber_pool_of(fiber), wait_parked, pair);
    fiber_spawn(fiber_pool_of(fiber), wait_for_bytes, pair);
    while (fiber_cut_of(fiber) == FIBER_GOES_ON)
        fiber_park(fiber, FIBER_NEVER);
    cr_expect_eq(fiber_cut_of(fiber), FIBER_OUT_OF_TIME);
    cr_expect_not(fiber_park(fiber, limit_ms + 1), "a limit that is over wakes nobody again");
    fiber_set_time_limit(fiber, limit_ms + 100000);
    cr_expect_not(fiber_is_cut(fiber));
}

Test(fiber, a_time_limit_ends_the_waits_of_a_fiber_and_of_those_it_spawned)
{
    struct cut_pair pair = {0};
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.descriptors), 0);
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, spawn_with_limit, &pair);
    cr_expect(fiber_pool_run(pool), "the pool was not cut");
    fiber_pool_free(pool);
    cr_expect(pair.parked_ended && pair.read_ended && pair.late_ended);
}

/* The limit passes between the look at it and the wait, while the loop does not look at its clock. */
static void wait_too_late(struct fiber *fiber, void *argument)
{
    bool *ended = argument;
    fiber_set_time_limit(fiber, fiber_now_ms(fiber) + 1);
    cr_expect_not(fiber_is_cut(fiber));
    for (int64_t begun_us = fiber_now_us(); fiber_now_us() < begun_us + 3000;)
        ;
    while (!fiber_is_cut(fiber))
        fiber_park(fiber, FIBER_NEVER);
    *ended = true;
}

Test(fiber, a_limit_that_passes_unseen_ends_the_next_wait, .timeout = 20)
{
    bool ended = false;
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, wait_too_late, &ended);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_expect(ended);
}

/* Fibers that are asleep, and one that is not. */
enum { ASLEEP = 3 };

struct asleep {
    struct fiber *fibers[ASLEEP];
    int begun;
    enum fiber_cut cut;
};

static void begin_late(struct fiber *fiber, void *argument)
{
    struct asleep *asleep = argument;
    asleep->cut = fiber_cut_of(fiber);
    cr_expect_not(fiber_park(fiber, fiber_now_ms(fiber) + 1), "what woke it first was for its begin");
    asleep->begun++;
}

static void spawn_asleep(struct fiber *fiber, struct asleep *asleep)
{
    for (int i = 0; i < ASLEEP; i++)
        asleep->fibers[i] = fiber_spawn_asleep(fiber_pool_of(fiber), begin_late, asleep);
    for (int turn = 0; turn < 3; turn++)
        fiber_yield(fiber);
    cr_expect_eq(asleep->begun, 0);
}

static void wake_one_after_the_other(struct fiber *fiber, void *argument)
{
    struct asleep *asleep = argument;
    spawn_asleep(fiber, asleep);
    for (int i = 0; i < ASLEEP; i++) {
        fiber_wake(asleep->fibers[i]);
        fiber_wake(asleep->fibers[i]);
        while (asleep->begun == i)
            fiber_park(fiber, fiber_now_ms(fiber) + 1);
        cr_expect_eq(asleep->begun, i + 1);
        cr_expect_eq(asleep->cut, FIBER_GOES_ON);
    }
}

static void move_limit_of_sleepers(struct fiber *fiber, void *argument)
{
    struct asleep *asleep = argument;
    fiber_set_time_limit(fiber, fiber_now_ms(fiber) + 100000);
    spawn_asleep(fiber, asleep);
    for (int i = 0; i < ASLEEP; i++)
        fiber_set_time_limit(asleep->fibers[i], fiber_now_ms(fiber) + 200000);
    for (int turn = 0; turn < 3; turn++)
        fiber_yield(fiber);
    cr_expect_eq(asleep->begun, 0, "a limit that is moved wakes nobody");
    for (int i = 0; i < ASLEEP; i++)
        fiber_set_time_limit(asleep->fibers[i], fiber_now_ms(fiber) + 1);
}

static void cut_sleepers(struct fiber *fiber, void *argument)
{
    spawn_asleep(fiber, argument);
    fiber_pool_cut(fiber_pool_of(fiber));
    fiber_spawn_asleep(fiber_pool_of(fiber), begin_late, argument);
}

static struct asleep run_asleep(void (*run)(struct fiber *fiber, void *argument))
{
    struct asleep asleep = {.cut = FIBER_GOES_ON};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, run, &asleep);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    return asleep;
}

Test(fiber, one_that_is_asleep_begins_when_it_is_woken, .timeout = 20)
{
    cr_expect_eq(run_asleep(wake_one_after_the_other).begun, ASLEEP);
}

Test(fiber, one_that_is_asleep_begins_at_its_time_limit, .timeout = 20)
{
    struct asleep asleep = run_asleep(move_limit_of_sleepers);
    cr_expect_eq(asleep.begun, ASLEEP);
    cr_expect_eq(asleep.cut, FIBER_OUT_OF_TIME);
}

Test(fiber, one_that_is_asleep_begins_when_the_pool_is_cut, .timeout = 20)
{
    struct asleep asleep = run_asleep(cut_sleepers);
    cr_expect_eq(asleep.begun, ASLEEP + 1);
    cr_expect_eq(asleep.cut, FIBER_INTERRUPTED);
}

/* Fibers of three targets and of none; those of one that is cut off end, the others when all is over. */
struct targets {
    bool over;
    int ended[4]; /* for want of memory */
    int went_on[4];
};

static void wait_for_target(struct fiber *fiber, void *argument)
{
    struct targets *targets = argument;
    while (!targets->over && !fiber_is_cut(fiber))
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    bool ended = fiber_cut_of(fiber) == FIBER_OUT_OF_MEMORY;
    cr_expect_eq(fiber_target_is_cut(fiber), ended);
    targets->ended[fiber_target(fiber)] += ended;
    targets->went_on[fiber_target(fiber)] += !ended;
    fiber_set_target(fiber, fiber_target(fiber) + 1);
    cr_expect_not(fiber_is_cut(fiber), "who works for another target goes on");
}

static void cut_largest_target(struct fiber *fiber, void *argument)
{
    static const int members[4] = {4, 1, 3, 3};
    struct targets *targets = argument;
    for (uint64_t target = 0; target < 4; target++) {
        fiber_set_target(fiber, target);
        for (int i = 0; i < members[target]; i++)
            fiber_spawn(fiber_pool_of(fiber), wait_for_target, targets);
    }
    fiber_set_target(fiber, 0);
    fiber_pool_cut_largest(fiber_pool_of(fiber));
    while (targets->ended[3] < 3)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    targets->over = true;
}

Test(fiber, for_want_of_memory_the_youngest_of_the_largest_targets_is_cut_off, .timeout = 20)
{
    struct targets targets = {0};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, cut_largest_target, &targets);
    cr_expect(fiber_pool_run(pool), "the pool was not cut");
    fiber_pool_free(pool);
    static const int members[4] = {4, 1, 3, 0};
    for (int target = 0; target < 4; target++)
        cr_expect(targets.went_on[target] == members[target]
                      && targets.ended[target] == (target == 3 ? 3 : 0),
                  "target %d: %d ended, %d went on", target, targets.ended[target], targets.went_on[target]);
}

Test(fiber, a_cut_ends_all_waits)
{
    struct cut_pair pair = {0};
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.descriptors), 0);
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, wait_parked, &pair);
    fiber_spawn(pool, wait_for_bytes, &pair);
    fiber_spawn(pool, cut_when_both_wait, &pair);
    cr_expect_not(fiber_pool_run(pool));
    cr_expect_eq(fiber_pool_signal(pool), 0);
    fiber_pool_free(pool);
    cr_expect(pair.parked_ended && pair.read_ended && pair.late_ended);
}

/* Computes for a little more than a second of this thread's own time, whatever else the machine does. */
static void compute(struct fiber *fiber, void *argument)
{
    struct timespec now;
    (void)argument;
    fiber_park(fiber, fiber_now_ms(fiber) + 1);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    int64_t end_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 + 1001000;
    while ((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 < end_us)
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    fiber_park(fiber, fiber_now_ms(fiber) + 1);
}

static void wait_a_second(struct fiber *fiber, void *argument)
{
    (void)argument;
    fiber_park(fiber, fiber_now_ms(fiber) + 1100);
}

Test(fiber, computing_stalls_the_loop_and_waiting_does_not)
{
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, wait_a_second, NULL);
    fiber_pool_run(pool);
    cr_expect(fiber_pool_stalls(pool).count == 0);
    fiber_spawn(pool, compute, NULL);
    fiber_pool_run(pool);
    cr_expect(fiber_pool_stalls(pool).count == 1);
    cr_expect(fiber_pool_stalls(pool).longest_ms >= 1000);
    fiber_pool_free(pool);
}

static void compute_for_a_turn(struct fiber *fiber, void *argument)
{
    (void)fiber;
    (void)argument;
    int64_t until_us = fiber_now_us() + 21 * 1000;
    while (fiber_now_us() < until_us)
        continue;
}

static void count_turn(uv_check_t *check)
{
    int *turns = check->data;
    (*turns)++;
}

Test(fiber, many_that_compute_let_the_loop_turn_between_them)
{
    enum { FIBERS = 4 };
    int turns = 0;
    uv_check_t check = {.data = &turns};
    struct fiber_pool *pool = fiber_pool_new();
    uv_check_init(fiber_pool_loop(pool), &check);
    uv_check_start(&check, count_turn);
    for (int i = 0; i < FIBERS; i++)
        fiber_spawn(pool, compute_for_a_turn, NULL);
    fiber_pool_run(pool);
    uv_close((uv_handle_t *)&check, NULL);
    fiber_pool_free(pool);
    cr_expect_geq(turns, FIBERS);
}

enum { DEEP_BYTES = 48 * 1024 };

/* Uses much of the stack, and says where that was. */
__attribute__((noinline)) static void go_deep(char fill, uintptr_t *where)
{
    volatile char room[DEEP_BYTES];
    for (size_t i = 0; i < sizeof room; i++)
        room[i] = fill;
    *where = (uintptr_t)&room[sizeof room / 2];
}

static bool is_resident(uintptr_t address)
{
    uintptr_t page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    unsigned char resident = 0;
    cr_assert_eq(mincore((void *)(address - address % page_bytes), 1, &resident), 0);
    return (resident & 1) != 0;
}

static void go_deep_and_trim(struct fiber *fiber, void *argument)
{
    char own[] = "what a function has stays";
    uintptr_t deep;
    bool *resident = argument;
    go_deep('x', &deep);
    resident[0] = is_resident(deep);
    fiber_trim_stack(fiber);
    resident[1] = is_resident(deep);
    cr_expect_str_eq(own, "what a function has stays");
    go_deep('y', &deep);
    resident[2] = is_resident(deep);
}

Test(fiber, a_stack_is_trimmed_below_where_its_fiber_stands)
{
    bool resident[3] = {false};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, go_deep_and_trim, resident);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_expect(resident[0]);
    cr_expect_not(resident[1]);
    cr_expect(resident[2]);
}

static void count_one(struct fiber *fiber, void *argument)
{
    int *count = argument;
    uintptr_t deep;
    fiber_yield(fiber);
    go_deep('z', &deep);
    ++*count;
}

Test(fiber, more_stacks_than_are_kept_come_and_go)
{
    enum { ROUNDS = 3, FIBERS = 200 };
    int count = 0;
    struct fiber_pool *pool = fiber_pool_new();
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < FIBERS; i++)
            fiber_spawn(pool, count_one, &count);
        fiber_pool_run(pool);
    }
    fiber_pool_free(pool);
    cr_expect_eq(count, ROUNDS * FIBERS);
}
