/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of sections and options. */
#include "command/option_table.h"

#include "assess/providers.h"
#include "facts/words.h"

#include <string.h>

enum { MINUTE_MS = 60 * 1000, TEN_MINUTES_MS = 10 * MINUTE_MS, DAY_MS = 24 * 60 * MINUTE_MS };

/* Who takes an option. The demo chooses everything itself but what its report looks like; a path is traced
 * without a word of SMTP or TLS; saved reports are judged without a network. */
enum {
    SCAN = 1 << COMMAND_SCAN,
    SCAN_AND_PATH = SCAN | 1 << COMMAND_PATH,
    EVERY_PROBE = SCAN_AND_PATH | 1 << COMMAND_DEMO,
    EVERY_VERDICT = SCAN | 1 << COMMAND_DEMO | 1 << COMMAND_ASSESS,
    EVERY_REPORT = EVERY_PROBE | EVERY_VERDICT,
    EVERY = (1 << COMMAND_COUNT) - 1,
};

static const char *const format_list[OUTPUT_FORMAT_COUNT] = {[FORMAT_TEXT] = "text",
                                                             [FORMAT_JSON] = "json",
                                                             [FORMAT_JSON_LINES] = "jsonl",
                                                             [FORMAT_SUGGEST] = "suggest"};
static const struct words format_words = {format_list, OUTPUT_FORMAT_COUNT};

static const char *const color_list[COLOR_CHOICE_COUNT] = {
    [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
static const struct words color_words = {color_list, COLOR_CHOICE_COUNT};

static const char *const intrusive_list[] = {"none", "normal", "full"};
static const struct words intrusive_words = {intrusive_list,
                                             sizeof intrusive_list / sizeof intrusive_list[0]};

const struct section_entry section_table[OPTION_SECTION_COUNT] = {
    [SECTION_TARGETS] = {"What is scanned", ""},
    [SECTION_DNS] = {"DNS", ""},
    [SECTION_CONNECTIONS] = {"Connections", ""},
    [SECTION_PATHS] =
        {"Ports that cannot be reached",
         "When a port does not answer, the way to it is traced: by TCP connections whose packets "
         "may pass no more than so many routers, which then say so. That needs no privileges."},
    [SECTION_TIME] = {"Time",
                      "In seconds, decimals allowed. RFC 5321 4.5.3.2 wants mail senders to wait for minutes "
                      "(5 for a greeting); these defaults are what somebody who sits and waits will bear. "
                      "Each is for one whole exchange, however slowly its bytes come."},
    [SECTION_REPORT] = {"Report", ""},
    [SECTION_PRIVILEGES] =
        {"Privileges",
         "None are needed. Once a run is set up, it gives up what it does not need: see SANDBOX "
         "in the manual page."},
    [SECTION_HELP] = {"Help", ""},
};

#define MEMBER(member) offsetof(struct options, member)

const struct option option_table[] = {
    {.name = "ports",
     .letter = 'p',
     .argument = "LIST",
     .preset = "25,465,587,2525",
     .help = "Probe these TCP ports of every address, separated by commas. Without it, ports that SRV "
             "records name are probed too.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_PORTS,
     .offset = MEMBER(ports)},
    {.name = "ipv4",
     .letter = '4',
     .help = "Probe IPv4 addresses; without -6, only these.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FLAG,
     .offset = MEMBER(ipv4)},
    {.name = "ipv6",
     .letter = '6',
     .help = "Probe IPv6 addresses; without -4, only these.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FLAG,
     .offset = MEMBER(ipv6)},
    {.name = "host",
     .help = "The targets are hosts: probe them themselves, look for no MX and no SRV records.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FLAG,
     .offset = MEMBER(host)},
    {.name = "submission",
     .letter = 's',
     .argument = "HOST",
     .help = "Also probe this host, which clients of the domain send through. May be repeated.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_HOSTS,
     .offset = MEMBER(submission_hosts)},
    {.name = "connect-to",
     .argument = "HOST:PORT:HOST2:PORT2",
     .help = "Connect to HOST2 and PORT2 for what is meant for HOST and PORT: a new server is probed before "
             "DNS points at it. An empty HOST or PORT matches any, an empty HOST2 or PORT2 changes nothing; "
             "IPv6 addresses stand in brackets. May be repeated, the first match counts.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_CONNECT_TO,
     .offset = MEMBER(connect_to)},
    {.name = "addresses",
     .argument = "WHICH",
     .preset = "no-local",
     .help =
         "Which addresses DNS may lead a connection to. no-local: none that is this machine or its own "
         "link (loopback, link-local, unspecified, multicast, IPv4 written as IPv6); public: also none of "
         "IANA's special-purpose ranges, private networks among them, for services that scan for others; "
         "any: all. Addresses that you give yourself, as a target, to an option or in --records, are not "
         "affected.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_WORD,
     .offset = MEMBER(addresses),
     .words = &address_policy_words},
    {.name = "no-mta-sts",
     .help = "Look for no MTA-STS policy, so that no web server is asked for one.",
     .section = SECTION_TARGETS,
     .commands = SCAN,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_mta_sts)},

    {.name = "resolver",
     .letter = 'r',
     .argument = "ADDRESS[:PORT]",
     .help =
         "Ask this DNS server instead of the system's; an IPv6 address with a port stands in brackets, and a "
         "link-local one names its interface: fe80::53%eth0.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_DNS_SERVER,
     .offset = MEMBER(resolver)},
    {.name = "records",
     .argument = "FILE",
     .help = "Look into this zone file before asking DNS: what would mailsonde say if this were published?",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FILE,
     .offset = MEMBER(records_file)},
    {.name = "offline",
     .help =
         "Ask no DNS server, only the file of --records. A name that is not there does not exist where the "
         "file has records of its zone, and is unknown where it has none.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FLAG,
     .offset = MEMBER(offline)},
    {.name = "dnssec",
     .argument = "HOW",
     .preset = "validate",
     .help = "validate: check signatures here, from a trust anchor down, with what the DNS server hands on; "
             "trust-ad: believe the DNS server's AD flag, which is worth what the way to it is; off: leave "
             "it unknown what is signed.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_WORD,
     .offset = MEMBER(dnssec),
     .words = &dnssec_mode_words},
    {.name = "trust-anchor",
     .argument = "FILE",
     .help = "Validate from the DS or DNSKEY records in this zone file instead of the root's keys that the "
             "system has.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FILE,
     .offset = MEMBER(trust_anchor)},
    {.name = "records-signed",
     .help = "Take the records of --records as signed with DNSSEC. Without it they count as what DNS says "
             "about the same names today, signed in a zone that is signed; with --offline that is unknown.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FLAG,
     .offset = MEMBER(records_signed)},

    {.name = "max-queries",
     .argument = "N",
     .preset = "1000",
     .help =
         "Ask the DNS server at most this many questions about one target; a quarter is kept for what mail "
         "is routed by. What was not asked is unknown. 0 means no limit.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_queries),
     .minimum = 0,
     .maximum = 100000000},
    {.name = "ca-file",
     .argument = "FILE",
     .help =
         "Trust the certificate authorities in this PEM file instead of the system's, for mail servers and "
         "MTA-STS policy hosts alike. Where the system has none, those in the file that $SSL_CERT_FILE names "
         "are trusted.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_FILE,
     .offset = MEMBER(ca_file)},
    {.name = "helo",
     .argument = "NAME",
     .help = "Say EHLO with this name. The default is this machine's full name, or else its address in "
             "brackets.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_HELO_NAME,
     .offset = MEMBER(helo_name)},
    {.name = "max-connections-per-address",
     .argument = "N",
     .preset = "2",
     .help = "Hold at most this many connections to one address at once; --connection-budget is how many "
             "in all.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_connections_per_address),
     .minimum = 1,
     .maximum = 100},
    {.name = "connection-budget",
     .argument = "N",
     .preset = "500",
     .help =
         "Make at most this many connections to one address in the whole run, whatever they are for, a "
         "trace included; what was not asked then is unknown. 0 means no limit. A server that refuses "
         "connections (421, 450, 451, or they end early) gets a pause of a second before the next, and then "
         "half as many at once and less often; refused again, a pause that begins with --retry-after and "
         "doubles; after four refusals in a row, or five minutes with some, it gets no more.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_INTEGER,
     .offset = MEMBER(connection_budget),
     .minimum = 0,
     .maximum = 1000000},
    {.name = "spacing",
     .argument = "SECONDS",
     .preset = "0",
     .help = "Let so long pass between the beginnings of two connections to one address. Those of a trace "
             "are begun together.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(spacing_ms),
     .minimum = 0,
     .maximum = TEN_MINUTES_MS},
    {.name = "max-connections",
     .argument = "N",
     .preset = "auto",
     .help = "Hold at most this many connections at once; auto is what the limit on open files allows.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER_OR_AUTO,
     .offset = MEMBER(max_connections),
     .minimum = 1,
     .maximum = 1000000},
    {.name = "intrusive",
     .argument = "LEVEL",
     .preset = "normal",
     .help =
         "none: what every mail client does, without MAIL. normal: also a few connections more: one to each "
         "address to see whether a command glued to STARTTLS is answered inside TLS, and a second where that "
         "leaves it open; one to each submission port to see whether MAIL works before TLS, and, once an "
         "address, AUTH; a handshake that hangs is tried once more in small segments, and one that the "
         "server ends because of its name once more without a name. full: these for every port, and another "
         "to see what follows a "
         "handshake that fails.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_WORD,
     .offset = MEMBER(intrusive),
     .words = &intrusive_words},
    {.name = "depth",
     .argument = "DEPTH",
     .preset = "standard",
     .help = "How much is asked about TLS. quick: nothing beyond the handshakes. standard: at most four "
             "connections more to each port, those that are turned away apart: versions before TLS 1.3, weak "
             "suites, post-quantum groups, the other of RSA and ECDSA; what that leaves open is said. deep: "
             "every version, suite, group, signature algorithm and feature, with a connection for about each "
             "that the server accepts. --intrusive "
             "none makes it quick unless it is given.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_WORD,
     .offset = MEMBER(depth),
     .words = &tls_depth_words},
    {.name = "max-targets",
     .argument = "N",
     .preset = "500",
     .help = "Work on at most this many targets at once.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_targets),
     .minimum = 1,
     .maximum = 100000},

    {.name = "max-endpoints",
     .argument = "N",
     .preset = "200",
     .help =
         "Probe at most this many endpoints (an address and a port) of one target: of each host the first "
         "addresses and ports before further ones. The rest is unknown, and the report says so. 0 means "
         "no limit.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_endpoints),
     .minimum = 0,
     .maximum = 1000000},
    {.name = "max-connections-per-target",
     .argument = "N",
     .preset = "5000",
     .help = "Make at most this many connections for one target, whatever they are for; what was not asked "
             "then is unknown. 0 means no limit.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_connections_per_target),
     .minimum = 0,
     .maximum = 100000000},
    {.name = "no-path",
     .help = "Trace no way to ports that cannot be reached.",
     .section = SECTION_PATHS,
     .commands = SCAN,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_path)},
    {.name = "max-hops",
     .argument = "N",
     .preset = "30",
     .help = "Trace no farther than this many hops.",
     .section = SECTION_PATHS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(hop_limit),
     .minimum = 1,
     .maximum = 64},
    {.name = "control",
     .argument = "HOST[:PORT]",
     .help = "Connect to this place too, which is known to work: if it does not from here, the trouble is on "
             "this side. Without a port, 25. A name is tried over both families, and tells of each. IPv6 "
             "addresses stand in brackets. May be repeated.",
     .section = SECTION_PATHS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_PLACES,
     .offset = MEMBER(controls)},
    {.name = "cloud",
     .argument = "NAME",
     .preset = "none",
     .help = "This machine stands with that provider, so that the report can say what it does with outgoing "
             "mail by default. It is you who says so: nothing is looked up. \"mailsonde explain\" lists the "
             "names.",
     .section = SECTION_PATHS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_WORD,
     .offset = MEMBER(cloud),
     .words = &provider_words},

    {.name = "max-time",
     .argument = "SECONDS",
     .preset = "90",
     .help = "Look at one target for no longer than this; with --depth deep the default is 300. What was "
             "not known by then is unknown, and the report says so. Waiting for a turn behind other targets "
             "of the run does not count, up to three times as long. 0 means no limit.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(max_time_ms),
     .minimum = 0,
     .maximum = DAY_MS},
    {.name = "connect-timeout",
     .argument = "SECONDS",
     .preset = "10",
     .help = "For the TCP connection.",
     .section = SECTION_TIME,
     .commands = SCAN_AND_PATH,
     .type = OPTION_SECONDS,
     .offset = MEMBER(connect_timeout_ms),
     .minimum = 10,
     .maximum = TEN_MINUTES_MS},
    {.name = "greeting-timeout",
     .argument = "SECONDS",
     .preset = "30",
     .help = "For the whole greeting; some servers hold it back on purpose.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(greeting_timeout_ms),
     .minimum = 10,
     .maximum = TEN_MINUTES_MS},
    {.name = "silence",
     .argument = "SECONDS",
     .preset = "8",
     .help =
         "A port that should greet and says nothing for so long is asked, on a second connection, whether it "
         "wants TLS.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(silence_ms),
     .minimum = 10,
     .maximum = TEN_MINUTES_MS},
    {.name = "command-timeout",
     .argument = "SECONDS",
     .preset = "20",
     .help = "For one command and its whole reply.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(command_timeout_ms),
     .minimum = 10,
     .maximum = TEN_MINUTES_MS},
    {.name = "tls-timeout",
     .argument = "SECONDS",
     .preset = "15",
     .help = "For a TLS handshake.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(tls_timeout_ms),
     .minimum = 10,
     .maximum = TEN_MINUTES_MS},
    {.name = "mta-sts-timeout",
     .argument = "SECONDS",
     .preset = "60",
     .help = "For a whole MTA-STS policy; RFC 8461 3.3 gives mail senders a minute, too.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(mta_sts_timeout_ms),
     .minimum = 10,
     .maximum = MINUTE_MS},
    {.name = "dns-timeout",
     .argument = "SECONDS",
     .preset = "2.5",
     .help = "For one try of a DNS question.",
     .section = SECTION_TIME,
     .commands = SCAN_AND_PATH,
     .type = OPTION_SECONDS,
     .offset = MEMBER(dns_timeout_ms),
     .minimum = 10,
     .maximum = MINUTE_MS},
    {.name = "dns-tries",
     .argument = "N",
     .preset = "3",
     .help = "How often a DNS question is asked before it counts as not answered.",
     .section = SECTION_TIME,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(dns_tries),
     .minimum = 1,
     .maximum = 10},
    {.name = "retry-after",
     .argument = "SECONDS",
     .preset = "10",
     .help = "Pause before a server that answered 421 (not now) gets its one more try; 0 is no other try.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(retry_after_ms),
     .minimum = 0,
     .maximum = TEN_MINUTES_MS},

    {.name = "format",
     .letter = 'f',
     .argument = "FORMAT",
     .preset = "text",
     .help =
         "text for people, json for one document, jsonl for one line a target as each is done and a summary "
         "in the last, suggest for the records and settings that would raise a level.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_WORD,
     .offset = MEMBER(format),
     .words = &format_words},
    {.name = "suggest",
     .help = "Print only the records and settings that would raise a level, ready to paste; the same as "
             "--format suggest.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT,
     .type = OPTION_FLAG,
     .offset = MEMBER(suggest)},
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help =
         "Write the report to this file instead of standard output. It replaces what is there at the end, "
         "whole or not at all; until then the lines of jsonl are in FILE.partial. Pipes and devices are "
         "written to as they are; - is standard output.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_FILE,
     .offset = MEMBER(output_file)},
    {.name = "fail-on",
     .argument = "SEVERITY",
     .preset = "error",
     .help = "Exit with status 1 from this severity on: info, warning or error. The demo exits with 0, "
             "whatever it shows, unless this is given.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT,
     .type = OPTION_WORD,
     .offset = MEMBER(fail_on),
     .words = &severity_words},
    {.name = "profile",
     .argument = "NAME|FILE",
     .help = "Hold each port's TLS against this policy profile: bcp195 (the default), ncsc-nl-2025, "
             "bsi-tr-02102-2, "
             "nist-800-52r2, mozilla-6.0-intermediate, mozilla-6.0-modern, pci-dss, bod-18-01, or one in a "
             "file of your own. May be repeated.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT,
     .type = OPTION_PROFILES,
     .offset = MEMBER(profiles)},
    {.name = "color",
     .argument = "WHEN",
     .preset = "auto",
     .help = "auto, always or never; auto is on a terminal unless NO_COLOR is set.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_WORD,
     .offset = MEMBER(color),
     .words = &color_words},
    {.name = "ascii",
     .help = "Use no marks outside ASCII.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_FLAG,
     .offset = MEMBER(ascii)},
    {.name = "width",
     .argument = "COLUMNS",
     .preset = "auto",
     .help = "Fold the text at this width; auto is the terminal's, and 80 without one.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_INTEGER_OR_AUTO,
     .offset = MEMBER(width_columns),
     .minimum = 40,
     .maximum = 1000},
    {.name = "verbose",
     .letter = 'v',
     .help = "Show all of it: every note and what holds, TLS, records, paths, certificates, transcripts.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_FLAG,
     .offset = MEMBER(verbose)},
    {.name = "quiet",
     .letter = 'q',
     .help = "Show the headline of each target only.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_FLAG,
     .offset = MEMBER(quiet)},
    {.name = "no-progress",
     .help = "Show no progress line on the terminal.",
     .section = SECTION_REPORT,
     .commands = EVERY_PROBE,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_progress)},

    {.name = "user",
     .argument = "NAME",
     .help = "Become this user first, for who is root; files are then read and written as that user.",
     .section = SECTION_PRIVILEGES,
     .commands = EVERY_REPORT,
     .type = OPTION_FILE,
     .offset = MEMBER(user)},
    {.name = "no-sandbox",
     .help = "Give nothing up.",
     .section = SECTION_PRIVILEGES,
     .commands = SCAN_AND_PATH | 1 << COMMAND_ASSESS,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_sandbox)},

    {.name = "help",
     .letter = 'h',
     .help = "Show this help; after a command, that of the command.",
     .section = SECTION_HELP,
     .commands = EVERY,
     .type = OPTION_COMMAND,
     .command = COMMAND_HELP},
    {.name = "version",
     .letter = 'V',
     .help = "Show the version.",
     .section = SECTION_HELP,
     .commands = EVERY,
     .type = OPTION_COMMAND,
     .command = COMMAND_VERSION},
};

const size_t option_count = sizeof option_table / sizeof option_table[0];

const struct option *option_by_name(const char *name)
{
    for (size_t i = 0; i < option_count; i++)
        if (strcmp(option_table[i].name, name) == 0)
            return &option_table[i];
    return NULL;
}

const struct option *option_by_letter(char letter)
{
    for (size_t i = 0; i < option_count; i++)
        if (letter != 0 && option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

bool option_takes_argument(const struct option *option)
{
    return option->type != OPTION_FLAG && option->type != OPTION_COMMAND;
}
