# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/base/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/base/address.c src/base/address.h \
	src/base/answer.h \
	src/base/compression.c src/base/compression.h \
	src/base/date.c src/base/date.h \
	src/base/decimal.c src/base/decimal.h \
	src/base/exclusions.c src/base/exclusions.h \
	src/base/fingerprint.c src/base/fingerprint.h \
	src/base/held_signals.c src/base/held_signals.h \
	src/base/host_name.c src/base/host_name.h \
	src/base/input_stream.c src/base/input_stream.h \
	src/base/list.c src/base/list.h \
	src/base/lru.c src/base/lru.h \
	src/base/memory.c src/base/memory.h \
	src/base/nameserver_address.c src/base/nameserver_address.h \
	src/base/nearest_word.c src/base/nearest_word.h \
	src/base/network.c src/base/network.h \
	src/base/place_index.c src/base/place_index.h \
	src/base/shape.c src/base/shape.h \
	src/base/shape_equal.c \
	src/base/shape_feed.c src/base/shape_feed.h \
	src/base/shape_table.h \
	src/base/sip_hash.c src/base/sip_hash.h \
	src/base/text.c src/base/text.h \
	src/base/tls_names.c src/base/tls_names.h
