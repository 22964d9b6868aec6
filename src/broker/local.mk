# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/broker/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/broker/back_off.h \
	src/broker/broker_url.c src/broker/broker_url.h \
	src/broker/clock.c src/broker/clock.h \
	src/broker/collect.c src/broker/collect.h \
	src/broker/collected_file.c src/broker/collected_file.h \
	src/broker/connection.c src/broker/connection.h \
	src/broker/digest_set.c src/broker/digest_set.h \
	src/broker/enqueue.c src/broker/enqueue.h \
	src/broker/held.c src/broker/held.h \
	src/broker/link.c src/broker/link.h \
	src/broker/nodes.c src/broker/nodes.h \
	src/broker/queues.c src/broker/queues.h \
	src/broker/report_line.c src/broker/report_line.h \
	src/broker/scanner.c src/broker/scanner.h \
	src/broker/spawner.c src/broker/spawner.h \
	src/broker/stop_signal.c src/broker/stop_signal.h \
	src/broker/taking.c src/broker/taking.h \
	src/broker/worker.c src/broker/worker.h
