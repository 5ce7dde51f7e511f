# Installs the roles and collections of a requirements file into a project: roles/ and collections/.
# sh -s -- NONCE DIRECTORY FILE
set -u
NONCE=$1 DIRECTORY=$2 FILE=$3
fail() {
	printf '\n%s error %s\n%s\n' "$NONCE" "$1" "$2"
	exit 65
}
export LC_ALL=C.UTF-8 ANSIBLE_NOCOLOR=1 GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true SSH_ASKPASS=true
export GIT_SSH_COMMAND='ssh -oBatchMode=yes -oConnectTimeout=15'
for tool in ansible-galaxy flock; do command -v "$tool" >/dev/null || fail missing "$tool"; done
DIRECTORY=$(cd -P -- "$DIRECTORY" 2>/dev/null && pwd -P) || fail no_project "$2"
# Two at once would install over each other.
exec 9<"$DIRECTORY"
flock -w 600 9 || fail busy 'another installation goes on'
# What a run reads must not change under it. A shared master connection of ssh stays for a while after one, and reads
# nothing there.
for entry in /proc/[0-9]*/cwd; do
	place=$(readlink "$entry" 2>/dev/null) || continue
	case $place/ in "$DIRECTORY"/*) ;; *) continue ;; esac
	case $(tr '\0' ' ' 2>/dev/null <"${entry%cwd}cmdline") in 'ssh: '*'[mux]'*) continue ;; esac
	fail busy 'a run is using the project'
done
cd -- "$DIRECTORY" || fail no_project "$DIRECTORY"
[ -f "$FILE" ] || fail no_file "$FILE"
case $(cd -P -- "$(dirname -- "$FILE")" && pwd -P)/ in "$DIRECTORY"/*) ;; *) fail no_file "$FILE" ;; esac
log=
if grep -qE '^(roles:|- )' "$FILE"; then
	words=$(ansible-galaxy role install --force -r "$FILE" -p roles 2>&1 9<&- </dev/null) || fail galaxy "$words"
	log=$words
fi
if grep -q '^collections:' "$FILE"; then
	words=$(ansible-galaxy collection install --force -r "$FILE" -p collections 2>&1 9<&- </dev/null) || fail galaxy "$log
$words"
	log="$log
$words"
fi
printf '\n%s ok\n%s\n' "$NONCE" "$log"
