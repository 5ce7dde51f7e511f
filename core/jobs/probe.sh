# What this host has for jobs: lines of NONCE, name and value with tabs between. The last one is `end`.
# sh -s -- NONCE DIRECTORY PROGRAM…
NONCE=$1 ROOT=$2
shift 2
LC_ALL=C
export LC_ALL
tell() { printf '%s\t%s\t%s\n' "$NONCE" "$1" "$(printf '%s' "$2" | tr '\t\n' '  ' 2>/dev/null || printf '%s' "$2")"; }
# A log-in shell may have printed half a line.
printf '\n'
case $ROOT in /*) ;; *) ROOT=$HOME/$ROOT ;; esac
tell directory "$ROOT"
for tool in tar setsid env mkdir mv rm cat tr grep sort find date sleep wc head tail cut; do
	command -v "$tool" >/dev/null || tell missing "$tool"
done
[ -r /proc/self/stat ] || tell missing /proc
for program; do command -v "$program" >/dev/null || tell missing_program "$program"; done
if command -v flock >/dev/null; then tell locks yes; else tell locks no; fi
if [ -e "/var/lib/systemd/linger/$(id -un)" ] && command -v systemd-run >/dev/null; then tell lingering yes; fi
# As much as a small job needs: a disk that is full still makes empty files.
words=$( (umask 077 && mkdir -p "$ROOT/jobs" && head -c 65536 /dev/zero >"$ROOT/.probe.$$") 2>&1) || tell refusal "${words:-cannot be written}"
rm -f "$ROOT/.probe.$$" 2>/dev/null
tell free_kib "$(df -Pk "$ROOT" 2>/dev/null | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)"
tell end 1
