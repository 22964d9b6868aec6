/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of sections and options. */
#include "command/option_table.h"

#include "facts/words.h"

#include <string.h>

enum { MINUTE_MS = 60 * 1000, TEN_MINUTES_MS = 10 * MINUTE_MS, DAY_MS = 24 * 60 * MINUTE_MS };

/* Who takes an option. The demo chooses everything itself but what its report looks like; a path is traced
 * without a word of SMTP or TLS; saved reports are judged without a network. */
enum {
    WORKER = 1 << COMMAND_WORKER, /* scans, and reports to a queue */
    ENQUEUE = 1 << COMMAND_ENQUEUE,
    COLLECT = 1 << COMMAND_COLLECT,
    FLEET = ENQUEUE | WORKER | COLLECT,
    SCAN = 1 << COMMAND_SCAN | WORKER,
    SCAN_AND_PATH = SCAN | 1 << COMMAND_PATH,
    EVERY_PROBE = SCAN_AND_PATH | 1 << COMMAND_DEMO,
    EVERY_VERDICT = SCAN | 1 << COMMAND_DEMO | 1 << COMMAND_ASSESS,
    DIFF = 1 << COMMAND_DIFF,
    DIFF_AND_HISTORY = DIFF | 1 << COMMAND_HISTORY,
    EVERY_REPORT = EVERY_PROBE | EVERY_VERDICT | DIFF_AND_HISTORY,
    EVERY_DOCUMENT = EVERY_REPORT & ~WORKER,
    EVERY_RUN = EVERY_REPORT | FLEET,
    EVERY = (1 << COMMAND_COUNT) - 1,
};

static const char *const color_list[COLOR_CHOICE_COUNT] = {
    [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
static const struct words color_words = {.words = color_list, .count = COLOR_CHOICE_COUNT};

const struct section_entry section_table[OPTION_SECTION_COUNT] = {
    [SECTION_TARGETS] = {"Targets", ""},
    [SECTION_DNS] = {"DNS", ""},
    [SECTION_CONNECTIONS] = {"Connections", ""},
    [SECTION_PATHS] = {"Ports that cannot be reached",
                       "If a port does not answer, mailsonde traces the path to it with TCP connections of "
                       "increasing TTL. That needs no privileges."},
    [SECTION_TIME] = {"Time", "In seconds; decimals are allowed. The defaults are for interactive use and "
                              "shorter than those of RFC 5321 4.5.3.2 for mail senders (5 minutes for a "
                              "greeting). Each limit is for one whole exchange."},
    [SECTION_REPORT] = {"Report", ""},
    [SECTION_FLEET] = {"Many machines", "Targets wait in queues of a RabbitMQ broker, from which workers on "
                                        "any number of machines take them: see doc/at-scale.md."},
    [SECTION_PRIVILEGES] =
        {"Privileges",
         "mailsonde needs none, and drops what it has after the start: see SANDBOX in the manual page."},
    [SECTION_CONFIGURATION] = {"Configuration", "Options may also stand in files, as lines \"NAME = VALUE\", "
                                                "and in the environment, as MAILSONDE_NAME: see "
                                                "CONFIGURATION in the manual page."},
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
     .help = "The targets are hosts: probe the hosts themselves, and look up no MX or SRV records.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH | ENQUEUE,
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
     .help = "Connect to HOST2:PORT2 in place of HOST:PORT, for example to check a new server before DNS "
             "points to it. An empty HOST or PORT matches any; an empty HOST2 or PORT2 keeps the original. "
             "Write IPv6 addresses in brackets. May be repeated; the first match is used.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_CONNECT_TO,
     .offset = MEMBER(connect_to)},
    {.name = "addresses",
     .argument = "WHICH",
     .preset = "no-local",
     .help = "Which addresses from DNS mailsonde may connect to. no-local: all except this machine and its "
             "link (loopback, link-local, unspecified, multicast, IPv4-mapped IPv6). public: also none of "
             "IANA's special-purpose ranges, such as private networks; meant for services that scan for "
             "others. any: all. Addresses that you give yourself (as a target, in an option or in --records) "
             "are always allowed.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_WORD,
     .offset = MEMBER(addresses),
     .words = &address_policy_words},
    {.name = "no-mta-sts",
     .help = "Do not look up MTA-STS, and do not connect to the policy host.",
     .section = SECTION_TARGETS,
     .commands = SCAN,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_mta_sts)},
    {.name = "exclude",
     .argument = "FILE",
     .help =
         "Do not connect to what this file lists, nor look it up in DNS: one address, network "
         "(192.0.2.0/24) or domain a line. A domain stands for itself and all names below it. It holds for "
         "every connection and every query, whatever leads there: targets, MX and SRV hosts, aliases, "
         "policy hosts, traced paths, --connect-to, --control. What is excluded is unknown in the report. "
         "May be repeated; files that the configuration names are used as well.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FILES,
     .offset = MEMBER(exclusion_files)},
    {.name = "resume",
     .argument = "FILE",
     .help =
         "Leave out the targets that this file of an earlier run, written by --format jsonl, shows to be "
         "finished. If the lines of this run go to the same file, as with -f jsonl=FILE --resume FILE, they "
         "are added to it, and a file that is not there yet is begun; so the same command goes on after "
         "whatever has ended it. FILE.partial, which a run that was killed has left, is found. Targets that "
         "were interrupted are scanned again. May be repeated.",
     .section = SECTION_TARGETS,
     .commands = SCAN_AND_PATH & ~WORKER,
     .type = OPTION_FILES,
     .offset = MEMBER(resume_files)},

    {.name = "resolver",
     .letter = 'r',
     .argument = "ADDRESS[:PORT]",
     .help = "Ask this DNS server instead of the system's. Write an IPv6 address with a port in brackets, "
             "and a link-local address with its interface: fe80::53%eth0.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH | ENQUEUE,
     .type = OPTION_DNS_SERVER,
     .offset = MEMBER(resolver)},
    {.name = "records",
     .argument = "FILE",
     .help = "Use the records in this zone file in place of those in DNS, to check a change before you "
             "publish it.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH | ENQUEUE,
     .type = OPTION_FILE,
     .offset = MEMBER(records_file)},
    {.name = "offline",
     .help = "Ask no DNS server; use only the file of --records. A name that is not in the file does not "
             "exist if the file has records of its zone, and is unknown otherwise.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH | ENQUEUE,
     .type = OPTION_FLAG,
     .offset = MEMBER(offline)},
    {.name = "dnssec",
     .argument = "HOW",
     .preset = "validate",
     .help = "validate: mailsonde validates the signatures itself, from the trust anchor down. trust-ad: "
             "trust the AD flag of the DNS server; use this only if the path to it is secure. off: do not "
             "check signatures.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_WORD,
     .offset = MEMBER(dnssec),
     .words = &dnssec_mode_words},
    {.name = "trust-anchor",
     .argument = "FILE",
     .help =
         "Validate DNSSEC from the DS or DNSKEY records in this zone file instead of the system's root key.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FILE,
     .offset = MEMBER(trust_anchor)},
    {.name = "records-signed",
     .help = "Treat the records of --records as signed with DNSSEC. Without this option they count as signed "
             "if the zone in DNS is signed today; with --offline that is unknown.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_FLAG,
     .offset = MEMBER(records_signed)},

    {.name = "max-queries",
     .argument = "N",
     .preset = "1000",
     .help = "Send at most this many DNS queries for one target. A quarter is reserved for the records that "
             "mail routing needs. What was not queried is reported as unknown. 0 means no limit.",
     .section = SECTION_DNS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_queries),
     .minimum = 0,
     .maximum = 100000000},
    {.name = "ca-file",
     .argument = "FILE",
     .help = "Trust the certificate authorities in this PEM file instead of the system's, for mail servers "
             "and MTA-STS policy hosts. If the system has none, the file in $SSL_CERT_FILE is used.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_FILE,
     .offset = MEMBER(ca_file)},
    {.name = "helo",
     .argument = "NAME",
     .help =
         "Use this name in EHLO. The default is this machine's full host name, or its address in brackets.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_HELO_NAME,
     .offset = MEMBER(helo_name)},
    {.name = "contact",
     .argument = "TEXT",
     .help = "How the operator of this scan is reached: a web page or a mail address. It stands in the "
             "settings of "
             "the report and in the User-Agent of requests for MTA-STS policies. More than 1,000 targets are "
             "scanned only with it and with --helo, for example from the configuration file.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_CONTACT,
     .offset = MEMBER(contact)},
    {.name = "max-connections-per-address",
     .argument = "N",
     .preset = "2",
     .help = "Keep at most this many connections to one address open at once. --connection-budget limits "
             "their total number.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_connections_per_address),
     .minimum = 1,
     .maximum = 100},
    {.name = "connection-budget",
     .argument = "N",
     .preset = "500",
     .help = "Make at most this many connections to one address in the whole run, traces included. What was "
             "not checked then is reported as unknown. 0 means no limit. If a server refuses connections "
             "(421, 450, 451, or an early close), mailsonde waits a second, then makes half as many at once "
             "and fewer per second. If it refuses again, mailsonde waits for --retry-after, and doubles the "
             "pause each time. After four refusals in a row, or five minutes with refusals, it stops.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_INTEGER,
     .offset = MEMBER(connection_budget),
     .minimum = 0,
     .maximum = 1000000},
    {.name = "spacing",
     .argument = "SECONDS",
     .preset = "0",
     .help = "Wait this long between the starts of two connections to one address. Those of a trace start "
             "together.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(spacing_ms),
     .minimum = 0,
     .maximum = TEN_MINUTES_MS},
    {.name = "max-connections",
     .argument = "N",
     .preset = "auto",
     .help =
         "Keep at most this many connections open at once. auto: as many as the limit on open files allows.",
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
         "none: only what every mail client does, without MAIL. normal: also test each address for "
         "plaintext commands that the server answers inside TLS (one or two connections); test each "
         "submission port for MAIL before TLS, and AUTH once for each address; repeat a handshake that "
         "hangs with small segments, and one that fails because of the server name without a name. full: "
         "test all of these on every port, test what follows a failed handshake, send VRFY postmaster, and "
         "test relaying if --relay-to is given.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_WORD,
     .offset = MEMBER(intrusive),
     .words = &intrusiveness_words},
    {.name = "relay-from",
     .argument = "ADDRESS",
     .help =
         "With --intrusive full and --relay-to: ask each port, without a login, whether it takes mail from "
         "this sender to that recipient: MAIL, RCPT, then RSET. No message is sent. Give an address of "
         "yours: of a domain that exists.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_MAIL_ADDRESS,
     .offset = MEMBER(relay_from)},
    {.name = "relay-to",
     .argument = "ADDRESS",
     .help = "The recipient for --relay-from: an address of yours in a domain for which the servers that are "
             "scanned take no mail.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_MAIL_ADDRESS,
     .offset = MEMBER(relay_to)},
    {.name = "depth",
     .argument = "DEPTH",
     .preset = "standard",
     .help =
         "How many TLS properties are tested. quick: only what the handshake shows. standard: with at most "
         "four further connections to each address (refused ones not counted; its ports share them, because "
         "servers log each as lost, and fail2ban bans for five), versions before TLS 1.3, weak "
         "cipher suites, post-quantum groups, and the other of RSA and ECDSA; the report names what stays "
         "undecided. deep: every version, cipher suite, group, signature algorithm and feature, with about "
         "one connection for each that the server accepts. With --intrusive none the default is quick.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN,
     .type = OPTION_WORD,
     .offset = MEMBER(depth),
     .words = &tls_depth_words},
    {.name = "threads",
     .argument = "N",
     .preset = "0",
     .help =
         "Use this many threads, each with an event loop, for the connections and the judgement. 0 means one "
         "for each processor, and one alone for a single target. The facts and findings are the same.",
     .section = SECTION_CONNECTIONS,
     .commands = EVERY_PROBE,
     .type = OPTION_INTEGER,
     .offset = MEMBER(threads),
     .minimum = 0,
     .maximum = 256},
    {.name = "max-targets",
     .argument = "N",
     .preset = "500",
     .help = "Scan at most this many targets at once.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_targets),
     .minimum = 1,
     .maximum = 100000},

    {.name = "max-endpoints",
     .argument = "N",
     .preset = "200",
     .help = "Probe at most this many endpoints (an address and a port) of one target. The first addresses "
             "and ports of each host are probed first. The rest is reported as unknown. 0 means no limit.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_endpoints),
     .minimum = 0,
     .maximum = 1000000},
    {.name = "max-connections-per-target",
     .argument = "N",
     .preset = "5000",
     .help = "Make at most this many connections for one target. What was not checked then is reported as "
             "unknown. 0 means no limit.",
     .section = SECTION_CONNECTIONS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(max_connections_per_target),
     .minimum = 0,
     .maximum = 100000000},
    {.name = "no-path",
     .help = "Do not trace the path to ports that cannot be reached.",
     .section = SECTION_PATHS,
     .commands = SCAN,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_path)},
    {.name = "max-hops",
     .argument = "N",
     .preset = "30",
     .help = "Trace at most this many hops.",
     .section = SECTION_PATHS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_INTEGER,
     .offset = MEMBER(hop_limit),
     .minimum = 1,
     .maximum = 64},
    {.name = "control",
     .argument = "HOST[:PORT]",
     .help = "Also connect to this host, which is known to work: if it cannot be reached, the problem is on "
             "this side. The default port is 25. A name is tried over IPv4 and IPv6. Write IPv6 addresses in "
             "brackets. May be repeated.",
     .section = SECTION_PATHS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_PLACES,
     .offset = MEMBER(controls)},
    {.name = "cloud",
     .argument = "NAME",
     .preset = "none",
     .help = "This machine is hosted by this provider; the report then says what the provider does with "
             "outgoing mail by default. mailsonde does not verify it. \"mailsonde explain\" lists the names.",
     .section = SECTION_PATHS,
     .commands = SCAN_AND_PATH,
     .type = OPTION_WORD,
     .offset = MEMBER(cloud),
     .words = &provider_id_words},

    {.name = "max-time",
     .argument = "SECONDS",
     .preset = "90",
     .help = "Scan one target for at most this long; with --depth deep the default is 300. What was not "
             "checked then is reported as unknown. Waiting for other targets of the run is not counted, up "
             "to three times this long. 0 means no limit.",
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
     .help = "For the whole greeting. Some servers delay it deliberately.",
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
         "If a port that should send a greeting sends nothing for this long, a second connection tries TLS.",
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
     .help = "For a whole MTA-STS policy. RFC 8461 3.3 suggests a minute too.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(mta_sts_timeout_ms),
     .minimum = 10,
     .maximum = MINUTE_MS},
    {.name = "dns-timeout",
     .argument = "SECONDS",
     .preset = "2.5",
     .help = "For one attempt at a DNS query.",
     .section = SECTION_TIME,
     .commands = SCAN_AND_PATH | ENQUEUE,
     .type = OPTION_SECONDS,
     .offset = MEMBER(dns_timeout_ms),
     .minimum = 10,
     .maximum = MINUTE_MS},
    {.name = "dns-tries",
     .argument = "N",
     .preset = "3",
     .help = "How often a DNS query is sent before it counts as unanswered.",
     .section = SECTION_TIME,
     .commands = SCAN_AND_PATH | ENQUEUE,
     .type = OPTION_INTEGER,
     .offset = MEMBER(dns_tries),
     .minimum = 1,
     .maximum = 10},
    {.name = "retry-after",
     .argument = "SECONDS",
     .preset = "10",
     .help = "Wait this long before the one retry after a server replied 421 (service not available). 0 "
             "means no retry.",
     .section = SECTION_TIME,
     .commands = SCAN,
     .type = OPTION_SECONDS,
     .offset = MEMBER(retry_after_ms),
     .minimum = 0,
     .maximum = TEN_MINUTES_MS},

    {.name = "format",
     .letter = 'f',
     .argument = "FORMAT[=FILE]",
     .preset = "text",
#define FORMAT_HELP(NAME, word, about) " " #word ": " about "."
     .help =
         "What the report is written as, and to which file. May be repeated: each file has the whole "
         "report in its format, and if none goes to standard output, text does." REPORT_FORMATS(FORMAT_HELP),
#undef FORMAT_HELP
     .section = SECTION_REPORT,
     .commands = EVERY_DOCUMENT,
     .type = OPTION_FORMATS,
     .offset = MEMBER(outputs),
     .words = &output_format_words},
    {.name = "suggest",
     .help = "Print only the records and settings that would raise a level, ready to paste. Same as --format "
             "suggest.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT & ~WORKER,
     .type = OPTION_FLAG,
     .offset = MEMBER(suggest)},
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help =
         "Write the format that has no =FILE, or what \"expect\" writes, to this file instead of standard "
         "output. A file is replaced at the end, completely or not at all; until then the lines of jsonl are "
         "in FILE.partial. Pipes and devices are written directly. What goes to a name that ends in .zst is "
         "compressed by zstd. - means standard output.",
     .section = SECTION_REPORT,
     .commands = EVERY_DOCUMENT | COLLECT | 1 << COMMAND_EXPECT,
     .type = OPTION_FILE,
     .once = true,
     .offset = MEMBER(output_file)},
    {.name = "store",
     .argument = "FILE",
     .help =
         "Keep the reports in this SQLite file too, which is made if it is not there; \"mailsonde history\" "
         "and \"mailsonde diff --last\" read it. Several runs may write to it at once.",
     .section = SECTION_REPORT,
     .commands = SCAN | 1 << COMMAND_ASSESS | DIFF_AND_HISTORY,
     .type = OPTION_FILE,
     .offset = MEMBER(store)},
    {.name = "last",
     .argument = "[N]",
     .help = "diff: compare the last run of each target in the file of --store with the one before it, or N "
             "runs before it. history: show the last N runs (20 without this option).",
     .section = SECTION_REPORT,
     .commands = DIFF_AND_HISTORY,
     .type = OPTION_COUNT,
     .offset = MEMBER(last),
     .minimum = 1,
     .maximum = 1000000},
    {.name = "expect",
     .argument = "FILE",
     .help = "Compare what is found with this file, which says how the infrastructure should be: hosts, open "
             "and closed ports, modes, levels, days to expiry, a policy profile, and findings that are "
             "accepted until a day. What is not met becomes a finding. \"mailsonde expect\" writes a first "
             "file; doc/expectations.md describes it.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT | DIFF_AND_HISTORY,
     .type = OPTION_FILE,
     .once = true,
     .offset = MEMBER(expectations_file)},
    {.name = "from",
     .argument = "FILE",
     .help = "The saved reports (--format json or jsonl) to write expectations of; - reads standard input.",
     .section = SECTION_REPORT,
     .commands = 1 << COMMAND_EXPECT,
     .type = OPTION_FILE,
     .offset = MEMBER(reports_file)},
    {.name = "ignore",
     .argument = "ID[@HOST[:PORT]]",
     .help = "Accept this finding, everywhere or at this host (or address, or domain): it is shown as "
             "accepted, and does not count. May be repeated.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT | DIFF_AND_HISTORY,
     .type = OPTION_FINDINGS,
     .offset = MEMBER(ignored)},
    {.name = "fail-on",
     .argument = "[WHAT=]SEVERITY",
     .preset = "error",
     .help =
         "Exit with status 1 if there is a problem of this severity or a higher one: info, warning, error "
         "or never. After WHAT= it is said of one kind of problems: those at mx (port 25 of an MX), "
         "submission, other (hosts of neither kind), guess (host names that were guessed) or domain (no "
         "host or port), or those with this id. Several are separated by commas, and may be repeated. "
         "Without this option the demo always exits with 0.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT | DIFF,
     .type = OPTION_FAIL_ON,
     .offset = MEMBER(fail_on),
     .words = &severity_words},
    {.name = "profile",
     .argument = "NAME|FILE",
     .help = "Compare each port's TLS with this policy profile: bcp195 (the default), ncsc-nl-2025, "
             "bsi-tr-02102-2, nist-800-52r2, mozilla-6.0-intermediate, mozilla-6.0-modern, pci-dss, "
             "bod-18-01, or your own profile file. May be repeated.",
     .section = SECTION_REPORT,
     .commands = EVERY_VERDICT | DIFF_AND_HISTORY,
     .type = OPTION_PROFILES,
     .offset = MEMBER(profiles)},
    {.name = "color",
     .argument = "WHEN",
     .preset = "auto",
     .help = "auto, always or never. auto: on a terminal, unless NO_COLOR is set.",
     .section = SECTION_REPORT,
     .commands = EVERY_DOCUMENT,
     .type = OPTION_WORD,
     .offset = MEMBER(color),
     .words = &color_words},
    {.name = "ascii",
     .help = "Use only ASCII characters for symbols.",
     .section = SECTION_REPORT,
     .commands = EVERY_DOCUMENT,
     .type = OPTION_FLAG,
     .offset = MEMBER(ascii)},
    {.name = "width",
     .argument = "COLUMNS",
     .preset = "auto",
     .help = "Wrap the text at this width. auto: the width of the terminal, or 80 without one.",
     .section = SECTION_REPORT,
     .commands = EVERY_DOCUMENT,
     .type = OPTION_INTEGER_OR_AUTO,
     .offset = MEMBER(width_columns),
     .minimum = 40,
     .maximum = 1000},
    {.name = "verbose",
     .letter = 'v',
     .help = "Show everything: notes, passed checks, TLS, records, paths, certificates and transcripts.",
     .section = SECTION_REPORT,
     .commands = EVERY_RUN,
     .type = OPTION_FLAG,
     .offset = MEMBER(verbose)},
    {.name = "quiet",
     .letter = 'q',
     .help = "Show only the headline of each target. A file that --format names has the whole report all the "
             "same.",
     .section = SECTION_REPORT,
     .commands = EVERY_RUN,
     .type = OPTION_FLAG,
     .offset = MEMBER(quiet)},
    {.name = "ordered",
     .help = "Write the lines of jsonl in the order of the targets, and not as these are finished. One slow "
             "target then keeps the others waiting.",
     .section = SECTION_REPORT,
     .commands = EVERY_PROBE,
     .type = OPTION_FLAG,
     .offset = MEMBER(ordered)},
    {.name = "full",
     .help = "Write all members of JSON where they belong: what holds, what is not known, texts, transcripts "
             "and certificates.",
     .section = SECTION_REPORT,
     .commands = EVERY_REPORT,
     .type = OPTION_FLAG,
     .offset = MEMBER(full)},
    {.name = "no-progress",
     .help = "Show no progress line on the terminal.",
     .section = SECTION_REPORT,
     .commands = EVERY_PROBE & ~WORKER,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_progress)},

    {.name = "broker",
     .argument = "URL",
     .help =
         "The RabbitMQ broker: amqp://HOST[:PORT][/VHOST], or amqps: with TLS, then perhaps "
         "?cacertfile=FILE, &certfile=FILE&keyfile=FILE, &heartbeat=SECONDS. For a broker of several nodes, "
         "their URLs with commas between them: one that works is used. User and password "
         "(amqps://USER:PASSWORD@HOST) do not belong on the command line, where all users of the machine "
         "can read them: give such a URL in the environment variable MAILSONDE_BROKER, in a file of options "
         "or in --broker-file.",
     .section = SECTION_FLEET,
     .commands = FLEET,
     .type = OPTION_BROKER,
     .offset = MEMBER(broker)},
    {.name = "broker-file",
     .argument = "FILE",
     .help = "Read the URL of the broker, or those of its nodes, from this file.",
     .section = SECTION_FLEET,
     .commands = FLEET,
     .type = OPTION_FILE,
     .offset = MEMBER(broker_file)},
    {.name = "run",
     .argument = "NAME",
     .help =
         "enqueue: the name of the run that the targets belong to. In one run, a target is reported once, "
         "however often it is put into the queue.",
     .section = SECTION_FLEET,
     .commands = ENQUEUE,
     .type = OPTION_RUN_NAME,
     .offset = MEMBER(run_name)},
    {.name = "by-mx",
     .help =
         "enqueue: look up the MX records of the domains first, and have those of one mail provider wait in "
         "one queue, so that they meet at few workers.",
     .section = SECTION_FLEET,
     .commands = ENQUEUE,
     .type = OPTION_FLAG,
     .offset = MEMBER(by_mx)},
    {.name = "workers",
     .argument = "N",
     .preset = "1",
     .help = "worker: the number of workers in all. Each keeps to its part of what one address may be asked: "
             "--max-connections-per-address and --connection-budget are divided by it, and --spacing is "
             "multiplied.",
     .section = SECTION_FLEET,
     .commands = WORKER,
     .type = OPTION_INTEGER,
     .offset = MEMBER(workers),
     .minimum = 1,
     .maximum = 10000},
    {.name = "until-empty",
     .help = "worker: end when no target waits and no worker holds one. Without it a worker waits for more.",
     .section = SECTION_FLEET,
     .commands = WORKER,
     .type = OPTION_FLAG,
     .offset = MEMBER(until_empty)},
    {.name = "follow",
     .help =
         "collect: go on when all is collected. Without it collect ends when the end of a list has come, no "
         "target waits or is being scanned, and no result is left.",
     .section = SECTION_FLEET,
     .commands = COLLECT,
     .type = OPTION_FLAG,
     .offset = MEMBER(follow)},

    {.name = "user",
     .argument = "NAME",
     .help = "Switch to this user first (only root can). Files are then read and written as that user.",
     .section = SECTION_PRIVILEGES,
     .commands = EVERY_RUN,
     .type = OPTION_FILE,
     .offset = MEMBER(user)},
    {.name = "no-sandbox",
     .help = "Do not drop privileges.",
     .section = SECTION_PRIVILEGES,
     .commands = SCAN_AND_PATH | 1 << COMMAND_ASSESS | DIFF_AND_HISTORY | FLEET,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_sandbox)},

    {.name = "config",
     .argument = "FILE",
     .help = "Read options from this file instead of ~/.config/mailsonde/config and /etc/mailsonde/config.",
     .section = SECTION_CONFIGURATION,
     .commands = EVERY_RUN,
     .type = OPTION_FILE,
     .offset = MEMBER(config_file)},
    {.name = "no-config",
     .help = "Read no file of options.",
     .section = SECTION_CONFIGURATION,
     .commands = EVERY_RUN,
     .type = OPTION_FLAG,
     .offset = MEMBER(no_config)},

    {.name = "help",
     .letter = 'h',
     .help = "Show this help; after a command, the help of that command.",
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
    return option->type != OPTION_FLAG && option->type != OPTION_COUNT && option->type != OPTION_COMMAND;
}

bool option_repeats(const struct option *option)
{
    switch (option->type) {
    case OPTION_HOSTS:
    case OPTION_PROFILES:
    case OPTION_FILES:
    case OPTION_FINDINGS:
    case OPTION_PLACES:
    case OPTION_FORMATS:
    case OPTION_CONNECT_TO:
        return true;
    case OPTION_FLAG:
    case OPTION_INTEGER:
    case OPTION_COUNT:
    case OPTION_INTEGER_OR_AUTO:
    case OPTION_SECONDS:
    case OPTION_WORD:
    case OPTION_FAIL_ON:
    case OPTION_FILE:
    case OPTION_HELO_NAME:
    case OPTION_CONTACT:
    case OPTION_MAIL_ADDRESS:
    case OPTION_BROKER:
    case OPTION_RUN_NAME:
    case OPTION_PORTS:
    case OPTION_DNS_SERVER:
    case OPTION_COMMAND:
        break;
    }
    return false;
}

bool option_is_setting(const struct option *option)
{
    return option->type != OPTION_COMMAND && option->section != SECTION_CONFIGURATION;
}
