"""Tells what a run does, as one JSON object a line, to the file that MSP_EVENTS names.

It also looks at the project and the inventory right before the first task, with the data that the run holds, and ends
the run there when that is not what was approved. MSP_RUN names a JSON file that says what is asked.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import subprocess
import sys
import time
from array import array

from ansible import context
from ansible.plugins.callback import CallbackBase
from ansible.release import __version__

DOCUMENTATION = """
name: msp_events
type: notification
short_description: one JSON object a line for n8n-nodes-msp
description: Writes what happens on each host to a file.
options: {}
"""

MOST_TEXT = 8000
MOST_ENTRIES = 200
MOST_DEPTH = 12
REFUSED = 97
# A directory without git is hashed by its files. One with more than that is hashed by their names, sizes and times.
MOST_FILES = 5000
MOST_BYTES = 200 * 1024 * 1024
# Of a directory with more than that, such as one that a link of the project leads to, the first ones count.
MOST_LISTED = 50000
MOST_LINKS = 2
FACTS = ('gather_facts', 'setup', 'ansible.builtin.gather_facts', 'ansible.builtin.setup')
READ = (
    'roles', 'collections', 'group_vars', 'host_vars', 'library', 'module_utils', 'tasks', 'handlers', 'templates', 'files',
    'vars', 'defaults', 'playbooks',
)
READ_ENDINGS = ('.yml', '.yaml', '.cfg', '.j2')
YAML_ESCAPES = {
    '\0': '0', '\a': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\x1b': 'e', '"': '"',
    '\\': '\\', '\x85': 'N', '\xa0': '_', '\u2028': 'L', '\u2029': 'P',
}
# textwrap breaks a text at blanks, and drops those where it broke. And what may then stand within a secret.
BLANKS = ''.join(filter(str.isspace, map(chr, range(0x3001))))
BLANK = '[' + BLANKS + ']'
BREAK = '(?:[' + BLANKS.replace('\n', '') + ']*\n' + BLANK + '*)?'
LEAST_BROKEN = 4
NO_BLANKS = dict.fromkeys(map(ord, BLANKS))
# Actions that run on the controller: they say nothing of the host.
HERE = ('debug', 'set_fact', 'set_stats', 'assert', 'fail', 'include_vars', 'add_host', 'group_by', 'pause', 'meta')
# What Ansible itself adds to a host: it depends on where the inventory lies.
ADDED = (
    'inventory_file', 'inventory_dir', 'inventory_hostname', 'inventory_hostname_short', 'group_names', 'groups',
    'playbook_dir', 'ansible_playbook_python', 'ansible_facts', 'ansible_version', 'omit', 'hostvars',
)


def same(text):
    return text


def plain(value, most_text=MOST_TEXT, most_entries=MOST_ENTRIES, depth=0, shown=same):
    """Plain JSON of what Ansible holds. A value of the vault stays closed. `shown` changes each text before it is cut."""
    cipher = getattr(value, '_ciphertext', None)
    if cipher is not None:
        text = cipher.decode('utf-8', 'replace') if isinstance(cipher, bytes) else str(cipher)
        return {'__msp_vault': hashlib.sha256(text.encode()).hexdigest()}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if value != value or abs(value) == float('inf') or shown(str(value)) != str(value):
            return shown(str(value))
        return int(value) if isinstance(value, int) else float(value)
    if depth >= MOST_DEPTH:
        return '…'
    if isinstance(value, dict):
        names = list(value)[:most_entries]
        return {shown(str(name)): plain(value[name], most_text, most_entries, depth + 1, shown) for name in names}
    if isinstance(value, (list, tuple, set)):
        return [plain(entry, most_text, most_entries, depth + 1, shown) for entry in list(value)[:most_entries]]
    text = shown(value.decode('utf-8', 'replace') if isinstance(value, bytes) else str(value))
    return text if len(text) <= most_text else text[:most_text] + '…'


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(',', ':'))


def describe(inventory, loader):
    """The inventory as Ansible understands it: hosts and groups in order, with the variables of each."""
    from ansible.vars.plugins import get_vars_from_inventory_sources

    def own(entity):
        held = dict(entity.vars)
        try:
            held.update(get_vars_from_inventory_sources(loader, inventory._sources, [entity], 'all'))
        except Exception as fault:
            if 'vault' not in str(fault).lower() and 'decrypt' not in str(fault).lower():
                raise
            held['__msp_closed'] = 'variables of the vault'
        whole = plain(held, most_text=1 << 30, most_entries=1 << 30)
        return {name: whole[name] for name in whole if name not in ADDED}

    return {
        'hosts': {str(name): own(host) for name, host in inventory.hosts.items()},
        'groups': {
            str(name): {
                'hosts': [str(host.name) for host in group.hosts],
                'children': [str(child.name) for child in group.child_groups],
                'variables': own(group),
            }
            for name, group in inventory.groups.items()
        },
    }


def file_hash(path, links=0):
    """The hash of what lies at a path: of a directory with all in it, and of what a link leads to."""
    held = hashlib.sha256()
    try:
        if os.path.islink(path):
            held.update(b'link ' + os.readlink(path).encode('utf-8', 'surrogateescape'))
            # What lies behind it is read as well. Links may lead in a circle.
            if links < MOST_LINKS and os.path.exists(path):
                held.update(file_hash(os.path.realpath(path), links + 1).encode())
        elif os.path.isdir(path):
            held.update(b'd ' + hash_of_all(path, links).encode())
        elif os.path.isfile(path):
            held.update(b'x ' if os.access(path, os.X_OK) else b'f ')
            with open(path, 'rb') as content:
                for part in iter(lambda: content.read(1 << 20), b''):
                    held.update(part)
        else:
            held.update(b'none')
    except OSError:
        # Ansible cannot read it either.
        held.update(b'closed')
    return held.hexdigest()


def hash_of(directory, names, links=0):
    lines = sorted('%s %s' % (file_hash(os.path.join(directory, name), links), name) for name in names)
    return hashlib.sha256('\n'.join(lines).encode('utf-8', 'surrogateescape')).hexdigest()


def all_files(directory):
    found, size = [], 0
    for folder, folders, names in os.walk(directory):
        # A link to a directory is told like a file.
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if name not in ('.git', '__pycache__') and name not in links)
        for name in sorted(names + links):
            if name.endswith(('.pyc', '.retry')) or name == '.git':
                continue
            path = os.path.join(folder, name)
            size += os.lstat(path).st_size
            found.append(os.path.relpath(path, directory))
        if len(found) > MOST_LISTED:
            break
    return found, size


def hash_of_all(directory, links=0):
    files, size = all_files(directory)
    if len(files) <= MOST_FILES and size <= MOST_BYTES:
        return hash_of(directory, files, links)
    looks = (os.lstat(os.path.join(directory, name)) for name in files)
    lines = ['%s %d %d' % (name, look.st_size, look.st_mtime_ns) for name, look in zip(files, looks)]
    return hashlib.sha256('\n'.join(lines).encode('utf-8', 'surrogateescape')).hexdigest()


def leads_out(path, top):
    return not (os.path.realpath(path) + os.sep).startswith(os.path.realpath(top) + os.sep)


def project_state(directory):
    """The commit of a project, and a hash of the files that differ from it: of all files where there is no git."""
    # The protected settings of git: no program of the project's own settings is run by a look at it.
    git = ['git', '-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-C', directory]

    def said(*words):
        return subprocess.check_output(git + list(words), stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def names_in(listed):
        return [os.fsdecode(name) for name in listed.split(b'\0') if name]

    try:
        commit = said('rev-parse', '--verify', 'HEAD').decode().strip()
        top = said('rev-parse', '--show-toplevel').decode().rstrip('\n')
        status = said(
            'status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=none', '--', '.'
        )
        # What git ignores is run all the same: roles and collections that were installed, variables, modules.
        ignored = said('ls-files', '-z', '--full-name', '--others', '--ignored', '--exclude-standard', '--', '.')
        tracked = said('ls-files', '-z', '--full-name', '--stage', '--', '.')
    except (OSError, subprocess.CalledProcessError):
        return None, hash_of_all(directory)
    names = {name[3:] for name in names_in(status) if len(name) > 3}
    names.update(name for name in names_in(ignored) if is_read(name))
    links = [entry.split('\t', 1)[1] for entry in names_in(tracked) if entry.startswith('120000 ')]
    names.update(name for name in links if leads_out(os.path.join(top, name), top))
    return commit, hash_of(top, names) if names else None


def is_read(name):
    """Whether Ansible reads a file that git ignores. Logs, caches and what was compiled change with each run."""
    folders = name.split('/')[:-1]
    if '__pycache__' in folders or name.endswith(('.pyc', '.retry', '.log')):
        return False
    return any(part in READ or part.endswith('_plugins') for part in folders) or name.endswith(READ_ENDINGS)


def in_yaml(text, ascii_only):
    """A text as PyYAML writes it between double quotes (yaml/emitter.py, write_double_quoted)."""
    def written(char):
        if char in YAML_ESCAPES and not (char == '\xa0' and not ascii_only):
            return '\\' + YAML_ESCAPES[char]
        code = ord(char)
        stays = 0xa0 <= code <= 0xd7ff or 0xe000 <= code <= 0xfffd and code != 0xfeff
        if ' ' <= char <= '~' or (stays and not ascii_only):
            return char
        return '\\x%02X' % code if code <= 0xff else '\\u%04X' % code if code <= 0xffff else '\\U%08X' % code
    return ''.join(map(written, text))


def in_json(text):
    return [json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True)]


def forms_of(text):
    """A text as JSON, YAML and Python write it, also JSON within JSON."""
    json_forms = in_json(text)
    twice = [other for form in json_forms for other in in_json(form)]
    of_yaml = [text.replace("'", "''"), in_yaml(text, True), in_yaml(text, False)]
    # With both quotes in it Python's repr writes single ones.
    whole = [repr(text)[1:-1], repr(text + '\'"')[1:-4], ascii(text)[1:-1], ascii(text + '\'"')[1:-4]]
    # A dictionary in a message is Python within JSON.
    of_python = whole + [other for form in whole for other in in_json(form)]
    return [text] + json_forms + twice + of_yaml + of_python


class Secret:
    """A text that is written nowhere. Ansible breaks its warnings and errors at the width of a terminal."""

    def __init__(self, text):
        self._text = text.strip(BLANKS)
        # The search is in the text without blanks, by plain comparison: that is what makes it fast.
        self.key = without_blanks(self._text)
        # With breaks in it, a short one would be found in the words of others. n8n counts the units of UTF-16.
        short = len(self.key.encode('utf-16-le', 'surrogatepass')) < 2 * LEAST_BROKEN
        self._pattern = re.compile(re.escape(self._text)) if short else None

    def end_in(self, text, start):
        """Where it ends that begins there; None when it is another text that differs by its blanks."""
        if text.startswith(self._text, start):
            return start + len(self._text)
        if self._pattern is None:
            words = [BREAK.join(map(re.escape, word)) for word in re.split(BLANK + '+', self._text)]
            self._pattern = re.compile((BLANK + '+').join(words))
        found = self._pattern.match(text, start)
        return found.end() if found else None


def without_blanks(text):
    return text.translate(NO_BLANKS)


def places_in(text, secrets):
    """From where to where there are secrets. Those that overlap are one."""
    dense = without_blanks(text)
    positions, found = None, []
    for secret in secrets:
        at = dense.find(secret.key)
        while at >= 0:
            if positions is None:
                positions = array('L', (index for index, char in enumerate(text) if char not in BLANKS))
            start = positions[at]
            end = secret.end_in(text, start)
            if end is not None:
                found.append((start, end))
            at = dense.find(secret.key, at + (1 if end is None else len(secret.key)))
    joined = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def redacted(text, secrets):
    shown, begun = [], 0
    for start, end in places_in(text, secrets):
        shown += [text[begun:start], '[redacted]']
        begun = end
    return ''.join(shown + [text[begun:]])


def secrets_of_run():
    """The texts that are written nowhere, in all forms in which they are written."""
    try:
        with open(os.environ.get('MSP_SECRETS', ''), encoding='utf-8') as held:
            texts = json.load(held)
    except (OSError, ValueError):
        return []
    secrets = [Secret(form) for form in {form for text in texts for form in forms_of(text)}]
    return [secret for secret in secrets if secret.key]


class Redacting:
    """A stream that writes everything but secrets."""

    def __init__(self, stream, shown):
        self._stream, self._shown = stream, shown

    def write(self, text):
        return self._stream.write(self._shown(text))

    def __getattr__(self, name):
        return getattr(self._stream, name)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'msp_events'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self._file = os.open(os.environ['MSP_EVENTS'], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(os.environ['MSP_RUN'], encoding='utf-8') as asked:
            self._asked = json.load(asked)
        self._seq = 0
        self._refused = False
        self._secrets = secrets_of_run()
        if self._secrets:
            sys.stdout, sys.stderr = Redacting(sys.stdout, self._shown), Redacting(sys.stderr, self._shown)
            # The log of a project that asks for one.
            for handler in logging.getLogger().handlers:
                handler.addFilter(self._clean_record)

    def _shown(self, text):
        return redacted(text, self._secrets)

    def _clean_record(self, record):
        record.msg, record.args = self._shown(record.getMessage()), ()
        return True

    def _plain(self, value, most_text=MOST_TEXT, most_entries=MOST_ENTRIES):
        """What may be told of a value that may hold a secret: all but the names of hosts."""
        return plain(value, most_text, most_entries, 0, self._shown)

    def _tell(self, event, **more):
        self._seq += 1
        line = {'seq': self._seq, 'ts': round(time.time(), 3), 'event': event}
        line.update(more)
        text = json.dumps(line, ensure_ascii=False)
        os.write(self._file, (text + '\n').encode('utf-8', 'replace'))

    def _refuse(self, reason, message, parts=()):
        self._refused = True
        self._tell('refused', reason=reason, message=self._plain(message), parts=list(parts))
        sys.stderr.write('[REFUSED]: %s\n' % message)
        raise SystemExit(REFUSED)

    # What comes before the first task.

    def v2_playbook_on_start(self, playbook):
        try:
            self._begin(playbook)
        except Exception as fault:
            self._refuse('fault', 'The look at the project and the inventory failed: %s' % fault)

    def _begin(self, playbook):
        manager = playbook.get_plays()[0].get_variable_manager()
        inventory = manager._inventory
        described = describe(inventory, playbook._loader)
        hosts = [str(host.name) for host in inventory.get_hosts()]
        commit, changes = project_state(os.getcwd())
        origin = {
            'commit': commit,
            'changesHash': changes,
            'inventoryHash': hashlib.sha256(canonical(described).encode()).hexdigest(),
            'hosts': hosts,
        }
        wanted = self._asked['playbook']
        self._tell(
            'start', origin=origin, ansible=__version__, request=self._asked['request'],
            tagged=list(context.CLIARGS.get('tags') or ['all']) != ['all'] or bool(context.CLIARGS.get('skip_tags')),
            found=wanted is None or os.path.isfile(os.path.join(os.getcwd(), wanted)),
        )
        unknown = [name for name in self._asked['names'] if name not in inventory.hosts and name not in inventory.groups]
        if unknown:
            self._refuse('limit', 'The inventory has no host and no group %s.' % ', '.join(unknown), unknown)
        if not hosts and not self._asked['anyHosts']:
            self._refuse('limit', 'The limit matches no host.')
        if self._asked['mode'] == 'inventory':
            self._tell_inventory(described, hosts)
        approved = self._asked['approved']
        parts = [] if approved is None else [part for part in origin if origin[part] != approved[part]]
        if parts:
            self._refuse('approval', 'What would run is not what was approved.', parts)
        if self._asked['mode'] != 'run':
            raise SystemExit(0)

    def _tell_inventory(self, described, hosts):
        for name in hosts:
            self._tell('inventory_host', host=name, variables=self._whole(described['hosts'].get(name, {})))
        for name, group in described['groups'].items():
            self._tell('inventory_group', group=name, **dict(group, variables=self._whole(group['variables'])))

    def _whole(self, variables):
        return self._plain(variables, 1 << 30, 1 << 30)

    def v2_playbook_on_vars_prompt(self, varname, private=True, prompt=None, encrypt=None, confirm=False,
                                   salt_size=None, salt=None, default=None, unsafe=None):
        # Without a terminal Ansible goes on with an empty value.
        if default is None:
            self._refuse('prompt', 'The playbook asks for %s. Give it as a variable.' % varname, [str(varname)])

    # The run.

    def v2_playbook_on_play_start(self, play):
        if self._refused or self._asked['mode'] != 'run':
            os._exit(REFUSED)
        inventory = play.get_variable_manager()._inventory
        try:
            hosts = [str(host.name) for host in inventory.get_hosts(play.hosts, ignore_restrictions=True)]
        except Exception:
            hosts = []
        self._tell('play', name=self._plain(play.get_name()), hosts=hosts)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._tell('task', task=str(task._uuid), name=self._plain(task.get_name()), handler=False)

    def v2_playbook_on_handler_task_start(self, task):
        self._tell('task', task=str(task._uuid), name=self._plain(task.get_name()), handler=True)

    def v2_runner_on_ok(self, result):
        self._result(result, 'host', 'ok')

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result(result, 'host', 'failed', bool(ignore_errors))

    def v2_runner_on_unreachable(self, result):
        self._result(result, 'host', 'unreachable')

    def v2_runner_on_skipped(self, result):
        self._result(result, 'host', 'skipped')

    def v2_runner_item_on_ok(self, result):
        self._result(result, 'item', 'ok')

    def v2_runner_item_on_failed(self, result):
        self._result(result, 'item', 'failed')

    def v2_runner_item_on_skipped(self, result):
        self._result(result, 'item', 'skipped')

    def v2_runner_retry(self, result):
        self._result(result, 'retry', 'failed')

    def _result(self, result, event, status, ignored=False):
        task, fields, held = result._task, self._fields(result), result._result
        censored = 'censored' in held or bool(fields.get('no_log')) or bool(held.get('_ansible_no_log'))
        more = {}
        if event != 'host':
            more['item'] = None if censored else self._item(held)
        if event == 'retry':
            more['attempts'] = self._plain(held.get('attempts'))
        job = self._job(fields, held)
        more.update(job or {})
        if not censored and self._asked['diff'] and held.get('diff'):
            more.update(self._sides(held['diff']))
        self._tell(
            event, host=str(result._host.get_name()), task=str(task._uuid), status=status,
            changed=bool(held.get('changed')), censored=censored, loop='results' in held,
            ignored=ignored or (status == 'unreachable' and bool(fields.get('ignore_unreachable'))),
            rescue=self._may_be_rescued(task), simulated=bool(fields.get('check_mode')),
            facts=str(task.action) in FACTS, here=self._is_here(task, fields), message='censored' if censored else self._words(held, status), **more
        )

    @staticmethod
    def _fields(result):
        return getattr(result, '_task_fields', None) or getattr(result, 'task_fields', None) or {}

    @staticmethod
    def _is_here(task, fields):
        return str(task.action).split('.')[-1] in HERE or bool(fields.get('delegate_to'))

    def _item(self, held):
        label = held.get('_ansible_item_label', held.get(held.get('ansible_loop_var', 'item'), ''))
        shown = self._plain(label, 500, 20)
        return shown if isinstance(shown, str) else canonical(shown)[:500]

    def _words(self, held, status):
        if status == 'ok':
            said = held.get('msg')
            return self._plain(said, 1000) if isinstance(said, str) else ''
        said = [held.get(name) for name in ('msg', 'reason', 'skip_reason', 'module_stderr', 'stderr', 'module_stdout')]
        told = [self._plain(text).strip() for text in said if isinstance(text, str) and text.strip()]
        if status == 'failed' and held.get('stdout') and len(told) < 2:
            told.append(self._plain(held['stdout']).strip())
        return self._plain('\n'.join(dict.fromkeys(told)))

    def _job(self, fields, held):
        """A job that goes on by itself when the play ends, and one that a later task saw end."""
        name = held.get('ansible_job_id')
        if not name:
            return None
        if held.get('finished') in (1, True):
            return {'endedJob': str(name)}
        waits = fields.get('poll', 15)
        return {'job': str(name)} if fields.get('async_val') and not waits else None

    def _sides(self, diff):
        before, after = [], []
        for part in diff if isinstance(diff, list) else [diff]:
            if not isinstance(part, dict):
                continue
            if 'prepared' in part:
                after.append(self._plain(part['prepared']))
            for side, name in ((before, 'before'), (after, 'after')):
                if part.get(name) not in (None, ''):
                    value = self._plain(part[name])
                    side.append(value if isinstance(value, str) else canonical(value))
        return {'before': self._plain('\n'.join(before)), 'after': self._plain('\n'.join(after))}

    @staticmethod
    def _may_be_rescued(task):
        above, seen = getattr(task, '_parent', None), 0
        while above is not None and seen < 50:
            if getattr(above, 'rescue', None):
                return True
            above, seen = getattr(above, '_parent', None), seen + 1
        return False

    def v2_playbook_on_stats(self, stats):
        names = ('ok', 'changed', 'failures', 'dark', 'skipped', 'rescued', 'ignored')
        hosts = {str(host): {name: int(getattr(stats, name).get(host, 0)) for name in names} for host in stats.processed}
        custom = {str(host): self._plain(values) for host, values in stats.custom.items()}
        whole = custom.pop('_run', {})
        self._tell('stats', hosts=hosts, custom=custom, whole=whole)
