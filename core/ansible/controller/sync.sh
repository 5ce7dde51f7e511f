# Brings a project from git, with a directory of its own for each commit.
# sh -s -- NONCE ROOT NAME REF DAYS, and in the environment MSP_GIT_URL, and for https MSP_GIT_HOST, MSP_GIT_USER and
# MSP_GIT_PASSWORD. Below ROOT/projects/NAME: repo.git, checkouts/COMMIT, current -> checkouts/COMMIT.
set -u
NONCE=$1 ROOT=$2 NAME=$3 REF=$4 DAYS=$5
LC_ALL=C
export LC_ALL
case $ROOT in /*) ;; *) ROOT=$HOME/$ROOT ;; esac
PROJECT=$ROOT/projects/$NAME
REPO=$PROJECT/repo.git

fail() {
	printf '\n%s error %s\n%s\n' "$NONCE" "$1" "$2"
	exit 65
}
for tool in git flock; do command -v "$tool" >/dev/null || fail missing "$tool"; done
umask 022
words=$( (umask 077 && mkdir -p "$ROOT/projects" && mkdir -p "$PROJECT/checkouts") 2>&1) || fail folder "$words"
words=$( (: >>"$PROJECT/lock") 2>&1) || fail folder "$words"
exec 9>>"$PROJECT/lock"
flock -w 300 9 || fail busy ''

# Nobody is there to answer a question.
own_ssh=$(git config core.sshCommand 2>/dev/null)
export GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true SSH_ASKPASS=true GCM_INTERACTIVE=never
export GIT_SSH_COMMAND="${own_ssh:-ssh} -oBatchMode=yes -oConnectTimeout=15"
helper='!f() { test "$1" = get || exit 0; while IFS== read -r k v; do test "$k" != host || h=$v; done; test "$h" = "$MSP_GIT_HOST" || exit 0; printf "username=%s\npassword=%s\n" "$MSP_GIT_USER" "$MSP_GIT_PASSWORD"; }; f'
# Repositories cannot choose other protocols for their submodules, nor run hooks.
run() {
	set -- -c protocol.allow=never -c protocol.https.allow=always -c protocol.ssh.allow=always \
		-c protocol.file.allow=user -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 -c maintenance.auto=false \
		-c fetch.recurseSubmodules=false -c advice.detachedHead=false "$@"
	# The given user answers for its own host only.
	if [ -n "${MSP_GIT_HOST-}" ]; then set -- -c credential.helper= -c "credential.helper=$helper" "$@"; fi
	git "$@" 9>&- </dev/null
}
commit_of() { run --git-dir="$REPO" rev-parse --quiet --verify "$1^{commit}" 2>/dev/null; }

resolve() {
	COMMIT=
	case $REF in refs/*) COMMIT=$(commit_of "$REF") && return 0 ;; esac
	branch=$(commit_of "refs/heads/$REF")
	tag=$(commit_of "refs/tags/$REF")
	[ -z "$branch" ] || [ -z "$tag" ] || [ "$branch" = "$tag" ] || fail ambiguous "$REF"
	COMMIT=${branch:-$tag}
	[ -z "$COMMIT" ] || return 0
	case $REF in *[!0-9a-f]*) return 1 ;; ???????*) COMMIT=$(commit_of "$REF") ;; *) return 1 ;; esac
}
is_whole() { case $REF in *[!0-9a-f]*) false ;; *) [ ${#REF} = 40 ] || [ ${#REF} = 64 ] ;; esac; }

if [ ! -d "$REPO/refs" ]; then
	words=$(run init --quiet --bare "$REPO" 2>&1) || fail git "$words"
fi
# One sync at a time: what lies here was left by one that was killed.
find "$REPO" -name '*.lock' -exec rm -f {} + 2>/dev/null
rm -rf "$PROJECT"/checkouts/.new.*
run --git-dir="$REPO" config remote.origin.url "$MSP_GIT_URL"
# A commit that is there already never changes.
if ! is_whole || ! resolve; then
	words=$(run --git-dir="$REPO" fetch --quiet --prune --force --no-tags origin '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*' 2>&1) ||
		fail git "$words"
	if is_whole && ! resolve; then run --git-dir="$REPO" fetch --quiet origin "$REF" 2>/dev/null; fi
	resolve || fail no_ref "$REF"
fi

checkout=$PROJECT/checkouts/$COMMIT
if [ ! -d "$checkout" ]; then
	new=$PROJECT/checkouts/.new.$$
	words=$(run clone --quiet --shared --no-checkout -- "$REPO" "$new" 2>&1) || fail git "$words"
	words=$(run -C "$new" checkout --quiet --detach "$COMMIT" -- 2>&1) || { rm -rf "$new" && fail git "$words"; }
	run -C "$new" config remote.origin.url "$MSP_GIT_URL"
	if [ -f "$new/.gitmodules" ]; then
		words=$(GIT_PROTOCOL_FROM_USER=0 run -C "$new" submodule --quiet update --init --recursive 2>&1) || { rm -rf "$new" && fail git "$words"; }
	fi
	words=$(mv "$new" "$checkout" 2>&1) || fail folder "$words"
fi
touch "$checkout"

former=-
[ ! -L "$PROJECT/current" ] || former=$(readlink "$PROJECT/current")
former=${former##*/}
if [ "$former" != "$COMMIT" ]; then
	rm -f "$PROJECT/.current"
	words=$(ln -s "checkouts/$COMMIT" "$PROJECT/.current" 2>&1) || fail folder "$words"
	mv -T -f "$PROJECT/.current" "$PROJECT/current" 2>/dev/null ||
		{ rm -f "$PROJECT/current" && mv "$PROJECT/.current" "$PROJECT/current"; } || fail folder 'no pointer'
fi

# Old checkouts go: not the last two, not those that a process is in, and not those that a job names.
in_use() {
	ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -qF -- "-> $1" && return
	for named in $(cd "$ROOT/jobs" 2>/dev/null && grep -lsF "$1" */.job/command); do
		[ -f "$ROOT/jobs/${named%/command}/ending" ] || [ -f "$ROOT/jobs/${named%/command}/lost" ] || return 0
	done
	return 1
}
for old in "$PROJECT"/checkouts/*; do
	case ${old##*/} in "$COMMIT" | "$former") continue ;; esac
	[ -n "$(find "$old" -prune -mtime "+$DAYS")" ] || continue
	in_use "$old" || rm -rf "$old"
done
printf '\n%s ok %s %s\n%s\n' "$NONCE" "$COMMIT" "$former" "$checkout"
run --git-dir="$REPO" log -1 --format=%s "$COMMIT" --
