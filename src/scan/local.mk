# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/scan/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/scan/clock_doubt.c src/scan/clock_doubt.h \
	src/scan/connect_names.c src/scan/connect_names.h \
	src/scan/control.c src/scan/control.h \
	src/scan/dane_matches.c src/scan/dane_matches.h \
	src/scan/endpoint_cache.c src/scan/endpoint_cache.h \
	src/scan/examine.c src/scan/examine.h \
	src/scan/helo_name.c src/scan/helo_name.h \
	src/scan/journey.c src/scan/journey.h \
	src/scan/mail_keys.c src/scan/mail_keys.h \
	src/scan/name_checks.c src/scan/name_checks.h \
	src/scan/network_tally.c src/scan/network_tally.h \
	src/scan/path_cache.c src/scan/path_cache.h \
	src/scan/plan_probes.c src/scan/plan_probes.h \
	src/scan/policy_cache.c src/scan/policy_cache.h \
	src/scan/probe_loops.c src/scan/probe_loops.h \
	src/scan/reach_watch.c src/scan/reach_watch.h \
	src/scan/relay_identity.c src/scan/relay_identity.h \
	src/scan/report_taker.h \
	src/scan/scan.c src/scan/scan.h \
	src/scan/scan_feed.c src/scan/scan_state.h \
	src/scan/scan_target.c \
	src/scan/seen_targets.c src/scan/seen_targets.h \
	src/scan/target_count.c src/scan/target_count.h \
	src/scan/ticker.c src/scan/ticker.h \
	src/scan/store.c src/scan/store.h
