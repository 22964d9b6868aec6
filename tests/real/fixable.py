# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are configured wrong and then mended, as data/fixes.catalogue has it.

Each has an address of its own, and a configuration of its own in /etc/fix/<name> of the root in which the lab has
its kind (lab/root.sh). begin() starts it as it should be but for what is broken, mend() writes what mends it.
"""

import base64
import os
import re
import signal
import socket
import subprocess
import time

_ROOTS = os.path.join(os.environ["MAILSONDE_LAB_DIR"], "roots")
_PKI = os.path.join(os.environ["MAILSONDE_LAB_DIR"], "pki")
_LOG = os.path.join(os.environ["MAILSONDE_LAB_DIR"], "log")
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}
_PATIENCE_S = 20

# RFC 2409 6.2: a prime of 1024 bits that everybody knew.
_PRIME_1024 = bytes.fromhex(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF")


def _dh_parameters():
    prime = b"\x02\x81\x81\x00" + _PRIME_1024
    content = prime + b"\x02\x01\x02"
    der = b"\x30\x81" + bytes([len(content)]) + content
    return "-----BEGIN DH PARAMETERS-----\n" + base64.encodebytes(der).decode() + "-----END DH PARAMETERS-----\n"


def _read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


class Server:
    """A server of one kind; the subclasses say what it is written and started with."""

    root = ""
    owner = 0
    ports = (25, 465, 587)
    # Which of them are there however it is broken.
    awaited = (25, 587)

    def __init__(self, name, address):
        self.name = name
        self.address = address
        self.etc = f"/etc/fix/{name}"
        self.process = None
        self.configuration = None
        os.makedirs(self._inside(self.etc))

    def _inside(self, path):
        return f"{_ROOTS}/{self.root}/root{path}"

    @classmethod
    def prepare(cls):
        """What all servers in a root share, once: certificates and their keys."""
        folder = f"{_ROOTS}/{cls.root}/root/etc/ssl/mail"
        if os.path.exists(folder):
            return
        os.makedirs(folder)
        files = {"key.pem": _read(_PKI, "mx1.exim-good.example.key"),
                 "chain.pem": _read(_PKI, "mx1.exim-good.example.crt"),
                 "selfsigned.pem": _read(_PKI, "mx1.selfsigned.example.pem"),
                 "expired.pem": _read(_PKI, "mx1.expired.example.pem"),
                 "nochain.pem": _read(_PKI, "mx1.nochain.example.pem"), "dh1024.pem": _dh_parameters()}
        for name, text in files.items():
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
                file.write(text)
            os.chown(path, cls.owner, cls.owner)

    def _in_root(self, *command, check=True, **more):
        return subprocess.run(["chroot", self._inside(""), *command], env={**_ENVIRONMENT, **more}, check=check,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")

    def _write(self, name, text):
        with open(self._inside(f"{self.etc}/{name}"), "w", encoding="utf-8") as file:
            file.write(text)

    def _command(self):
        """What starts it in the foreground, in its root."""
        raise NotImplementedError

    def _outside(self, command):
        return ["chroot", self._inside(""), *command]

    def start(self):
        with open(f"{_LOG}/fix.{self.name}.out", "ab") as log:
            self.process = subprocess.Popen(self._outside(self._command()), env=_ENVIRONMENT, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)

    def wait(self):
        """Until it takes connections."""
        patience = time.monotonic() + _PATIENCE_S
        for port in self.awaited:
            while True:
                try:
                    socket.create_connection((self.address, port), timeout=_PATIENCE_S).close()
                    break
                except ConnectionRefusedError:
                    assert self.process.poll() is None and time.monotonic() < patience, \
                        f"does not start: {_read(_LOG, f'fix.{self.name}.out')[-1500:]}"
                    time.sleep(0.05)

    def stop(self):
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process = None

    def begin(self, *changes):
        self._base()
        for lines in changes:
            self._apply(lines)
        self.start()

    def mend(self, lines):
        self.stop()
        self._apply(lines)
        self.start()

    def _base(self):
        raise NotImplementedError

    def _apply(self, lines):
        """Writes lines of a configuration in place of those for the same thing."""
        for line in lines:
            line = line.replace("ADDRESS", self.address)
            if line.startswith("- "):
                self.configuration = [old for old in self.configuration if not old.startswith(line[2:])]
            else:
                self._put(line)
        self._write("conf", "\n".join(self.configuration) + "\n")
        self._changed()

    def _changed(self):
        pass

    def _key(self, line):
        """The beginning that lines for the same thing share."""
        raise NotImplementedError

    def _place(self, line):
        """The index at which a line goes that is new."""
        del line
        return len(self.configuration)

    def _put(self, line):
        key = self._key(line)
        found = [i for i, old in enumerate(self.configuration) if self._key(old) == key]
        if found:
            self.configuration[found[0]] = line
        else:
            self.configuration.insert(self._place(line), line)


class Postfix(Server):
    root = "postfix"
    log = "postfix"
    _spool = (("active", 6201), ("bounce", 6201), ("corrupt", 6201), ("defer", 6201), ("deferred", 6201),
              ("flush", 6201), ("hold", 6201), ("incoming", 6201), ("maildrop", 6201), ("pid", 0), ("private", 6201),
              ("public", 6201), ("saved", 6201), ("trace", 6201))

    def _base(self):
        spool = f"/var/spool/fix-{self.name}"
        data = f"/var/lib/fix-{self.name}"
        for folder, owner in ((spool, 0), (data, 6201), *((f"{spool}/{name}", owner) for name, owner in self._spool)):
            os.makedirs(self._inside(folder), exist_ok=True)
            os.chown(self._inside(folder), owner, -1)
        self._write("main.cf", f"""
compatibility_level = 3.6
maillog_file = /var/log/lab/fix.{self.name}.log
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
queue_directory = {spool}
data_directory = {data}
multi_instance_name = postfix-{self.name}
myhostname = mx.{self.name}.example
mydestination = {self.name}.example
mynetworks = 127.0.0.1/32
inet_interfaces = {self.address}
inet_protocols = ipv4
smtpd_tls_session_cache_database =
local_recipient_maps =
alias_maps =
alias_database =
local_transport = discard:
default_transport = discard:
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:12345
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/ssl/mail/key.pem, /etc/ssl/mail/chain.pem
""")
        internals = "\n".join(f"{name} unix - - n - {limit} {program}" for name, limit, program in (
            ("tlsmgr", 1, "tlsmgr"), ("rewrite", "-", "trivial-rewrite"), ("proxymap", "-", "proxymap"),
            ("anvil", 1, "anvil"), ("bounce", 0, "bounce"), ("discard", "-", "discard")))
        internals += "\ncleanup unix n - n - 0 cleanup"
        self._write("master.cf", f"""
smtp inet n - n - - smtpd
submission inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
submissions inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
postlog unix-dgram n - n - 1 postlogd
{internals}
""")

    def _apply(self, lines):
        """They are commands."""
        for line in lines:
            done = self._in_root("sh", "-c", line, check=False, MAIL_CONFIG=self.etc)
            assert done.returncode == 0, f"{line}: {done.stdout}"

    def _command(self):
        return ["/usr/lib/postfix/sbin/master", "-d", "-c", self.etc]

    def _outside(self, command):
        # The postfix command would tell it.
        return ["env", f"MAIL_CONFIG={self.etc}", f"MAIL_LOGTAG={self.name}", *super()._outside(command)]


class Postfix13(Postfix):
    root = "postfix13"


class Exim(Server):
    root = "exim"
    owner = 6203

    def _base(self):
        self.configuration = f"""primary_hostname = mx.{self.name}.example
local_interfaces = {self.address}
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /etc/ssl/mail/chain.pem
tls_privatekey = /etc/ssl/mail/key.pem
auth_advertise_hosts = ${{if or{{{{eq{{$tls_in_cipher}}{{}}}}{{eq{{$received_port}}{{25}}}}}}{{}}{{*}}}}
log_file_path = /var/log/lab/fix.{self.name}.%s
pid_file_path =
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = check_rcpt
begin acl
accept:
  accept
check_rcpt:
  accept authenticated = *
  deny message = relay not permitted
begin routers
discard:
  driver = redirect
  data = :blackhole:
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = false""".split("\n")

    def _key(self, line):
        return line.split("=")[0].strip() if re.match(r"[a-z_0-9]+ *=", line) else None

    def _place(self, line):
        return self.configuration.index("begin acl")

    def _put(self, line):
        assert self._key(line), line
        super()._put(line)

    def _command(self):
        return ["exim4", "-C", f"{self.etc}/conf", "-bdf"]


class Exim13(Exim):
    root = "exim13"


class OpenSMTPD13(Server):
    root = "opensmtpd13"

    def _base(self):
        self.configuration = [
            'pki mail cert "/etc/ssl/mail/chain.pem"', 'pki mail key "/etc/ssl/mail/key.pem"',
            f"listen on {self.address} port 25 tls pki mail", f"listen on {self.address} port 465 smtps pki mail auth",
            f"listen on {self.address} port 587 tls-require pki mail auth", 'action keep maildir "/tmp/mail"',
            f"match from any for domain {self.name}.example action keep"]

    def _key(self, line):
        words = line.split()
        return tuple(words[:5] if words[0] == "listen" else words[:3] if words[0] == "pki" else [line])

    def _place(self, line):
        return 0 if line.startswith("pki") else 2

    def _command(self):
        return ["smtpd", "-d", "-f", f"{self.etc}/conf"]

    def _outside(self, command):
        # Its queue and its socket are where all of its kind have them: each is shown folders of its own.
        root = self._inside("")
        return ["unshare", "--mount", "sh", "-c",
                'mount -t tmpfs -o mode=711 fix "$1/var/spool/smtpd" && mount -t tmpfs -o mode=755 fix "$1/run"'
                ' && shift && exec "$@"', "sh", root, *super()._outside(command)]

    @classmethod
    def prepare(cls):
        super().prepare()
        os.makedirs(f"{_ROOTS}/{cls.root}/root/var/spool/smtpd", exist_ok=True)


class Sendmail(Server):
    root = "sendmail"

    def _base(self):
        self.configuration = f"""include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `mx.{self.name}.example')dnl
define(`confAUTH_REALM', `mx.{self.name}.example')dnl
define(`confAUTH_MECHANISMS', `PLAIN LOGIN')dnl
TRUST_AUTH_MECH(`PLAIN LOGIN')dnl
define(`confAUTH_OPTIONS', `A,p,y')dnl
define(`confPRIVACY_FLAGS', `authwarnings,novrfy,noexpn')dnl
define(`confSERVER_CERT', `/etc/ssl/mail/chain.pem')dnl
define(`confSERVER_KEY', `/etc/ssl/mail/key.pem')dnl
define(`confCACERT', `/etc/ssl/mail/chain.pem')dnl
define(`confCACERT_PATH', `/etc/ssl/mail')dnl
define(`confTO_IDENT', `0')dnl
define(`confPID_FILE', `/run/sendmail/mta/{self.name}.pid')dnl
define(`confREFUSE_LA', `100000')dnl
define(`confQUEUE_LA', `100000')dnl
FEATURE(`use_cw_file')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Name=MTA, Addr={self.address}, Port=25, M=A')dnl
DAEMON_OPTIONS(`Name=MSAS, Addr={self.address}, Port=465, M=sEa')dnl
DAEMON_OPTIONS(`Name=MSA, Addr={self.address}, Port=587, M=Ea')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl""".split("\n")

    def _key(self, line):
        return line.split(",")[0]

    def _place(self, line):
        return self.configuration.index("MAILER(`local')dnl")

    def _changed(self):
        done = self._in_root("m4", f"{self.etc}/conf")
        self._write("cf", done.stdout)

    def _command(self):
        return ["/usr/libexec/sendmail/sendmail", "-C", f"{self.etc}/cf", "-bD"]


class Dovecot23(Server):
    root = "dovecot"
    ports = (465, 587)
    awaited = (587,)
    certificate = ("ssl_cert = </etc/ssl/mail/chain.pem", "ssl_key = </etc/ssl/mail/key.pem")
    head = ()
    users = ("passdb {", "driver = passwd-file", "args = /etc/dovecot/users", "}", "userdb {", "driver = static",
             "args = uid=6300 gid=6300 home=/tmp/home", "}", "mail_location = maildir:/tmp/mail")

    def _base(self):
        self.configuration = [
            *self.head, f"base_dir = /run/fix-{self.name}", "protocols = submission", f"listen = {self.address}",
            f"hostname = mx.{self.name}.example", f"log_path = /var/log/lab/fix.{self.name}.log", "ssl = required",
            *self.certificate, "auth_mechanisms = plain login", *self.users,
            "submission_relay_host = mx1.postfix-good.example", "service submission-login {",
            "inet_listener submission {", "port = 587", "}", "inet_listener submissions {", "port = 465", "ssl = yes",
            "}", "}"]

    def _put(self, line):
        """What comes later is what counts."""
        self.configuration.append(line)

    def _command(self):
        return ["dovecot", "-F", "-c", f"{self.etc}/conf"]

    def stop(self):
        """Its processes have sessions of their own."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(_PATIENCE_S)
        super().stop()


class Dovecot24(Dovecot23):
    root = "dovecot13"
    certificate = ("ssl_server_cert_file = /etc/ssl/mail/chain.pem", "ssl_server_key_file = /etc/ssl/mail/key.pem")
    head = ("dovecot_config_version = 2.4.0", "dovecot_storage_version = 2.4.0")
    users = ("passdb passwd-file {", "passwd_file_path = /etc/dovecot/users", "}", "userdb static {", "fields {",
             "uid = 6300", "gid = 6300", "home = /tmp/home", "}", "}", "mail_driver = maildir", "mail_path = /tmp/mail")


# By "on" of the catalogue, and the release of Debian.
KINDS = {("postfix", 12): Postfix, ("postfix", 13): Postfix13, ("exim", 12): Exim, ("exim", 13): Exim13,
         ("opensmtpd", 13): OpenSMTPD13, ("sendmail", 12): Sendmail, ("dovecot23", 12): Dovecot23,
         ("dovecot24", 13): Dovecot24}


def write_services():
    """The names of ports that Postfix's documentation uses."""
    for kind in set(KINDS.values()):
        path = f"{_ROOTS}/{kind.root}/root/etc/services"
        if os.path.islink(path) or os.path.exists(path):
            os.remove(path)
        with open(path, "w", encoding="utf-8") as file:
            file.write("smtp 25/tcp\nsubmissions 465/tcp\nsubmission 587/tcp\n")
