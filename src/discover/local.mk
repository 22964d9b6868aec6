# SPDX-License-Identifier: GPL-3.0-or-later
#
# The sources of src/discover/; Makefile.am includes this.
libmailsonde_a_SOURCES += \
	src/discover/anchor_keys.c src/discover/anchor_keys.h \
	src/discover/cares.c src/discover/cares.h \
	src/discover/dns_case.c src/discover/dns_case.h \
	src/discover/dns_message.c src/discover/dns_message.h \
	src/discover/dns_name.c src/discover/dns_name.h \
	src/discover/dns_record.c src/discover/dns_record.h \
	src/discover/dnssec.c src/discover/dnssec.h \
	src/discover/hosts.c src/discover/hosts.h \
	src/discover/https.c src/discover/https.h \
	src/discover/https_relay.c src/discover/https_relay.h \
	src/discover/idn.c src/discover/idn.h \
	src/discover/input_file.c src/discover/input_file.h \
	src/discover/line_reader.c src/discover/line_reader.h \
	src/discover/lookup.c src/discover/lookup.h \
	src/discover/mta_sts.c src/discover/mta_sts.h \
	src/discover/mta_sts_policy.c src/discover/mta_sts_policy.h \
	src/discover/mx.c src/discover/mx.h \
	src/discover/nameserver.c src/discover/nameserver.h \
	src/discover/records.c src/discover/records.h \
	src/discover/relaying.c src/discover/relaying.h \
	src/discover/resolver.c src/discover/resolver.h \
	src/discover/resolver_cache.c src/discover/resolver_cache.h \
	src/discover/reverse.c src/discover/reverse.h \
	src/discover/routes.c src/discover/routes.h \
	src/discover/services.c src/discover/services.h \
	src/discover/silent_names.c src/discover/silent_names.h \
	src/discover/system_dns.c src/discover/system_dns.h \
	src/discover/target.c src/discover/target.h \
	src/discover/target_source.c src/discover/target_source.h \
	src/discover/tls_rpt.c src/discover/tls_rpt.h \
	src/discover/tlsa.c src/discover/tlsa.h \
	src/discover/txt_fields.c src/discover/txt_fields.h \
	src/discover/unknown_algorithm.c src/discover/unknown_algorithm.h \
	src/discover/validator.c src/discover/validator.h
