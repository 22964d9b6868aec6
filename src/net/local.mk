# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/net/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/net/allowance.c src/net/allowance.h \
	src/net/budget.c src/net/budget.h \
	src/net/connect_any.c src/net/connect_any.h \
	src/net/connect_to.c src/net/connect_to.h \
	src/net/crew.c src/net/crew.h \
	src/net/dial.c src/net/dial.h \
	src/net/error_queue.c src/net/error_queue.h \
	src/net/fair_queue.c src/net/fair_queue.h \
	src/net/fiber.c src/net/fiber.h \
	src/net/fiber_context.c src/net/fiber_context.h \
	src/net/fiber_cut.c src/net/fiber_pool.h \
	src/net/fiber_stack.c src/net/fiber_stack.h \
	src/net/fiber_watch.c src/net/fiber_watch.h \
	src/net/group.c src/net/group.h \
	src/net/inbox.c src/net/inbox.h \
	src/net/local_route.c src/net/local_route.h \
	src/net/off_loop.c src/net/off_loop.h \
	src/net/pace.c src/net/pace.h \
	src/net/refusal.c src/net/refusal.h \
	src/net/signal_watch.c src/net/signal_watch.h \
	src/net/socket_address.c src/net/socket_address.h \
	src/net/stall_watch.c src/net/stall_watch.h \
	src/net/stream.c src/net/stream.h \
	src/net/syn_info.c src/net/syn_info.h
