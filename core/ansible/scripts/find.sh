# Where a script of a project is, what the project is, and whether a locale is there.
# sh -s -- NONCE PROJECT SCRIPT LOCALE; without a script only the project is looked at.
set -u
NONCE=$1 PROJECT=$2 SCRIPT=$3 WANTED=$4
LC_ALL=C
export LC_ALL
fail() {
	printf '\n%s error %s\n%s\n' "$NONCE" "$1" "$2"
	exit 65
}
PROJECT=$(cd -P -- "$PROJECT" 2>/dev/null && pwd -P) || fail no_project "$2"
cd -- "$PROJECT" || fail no_project "$PROJECT"
file=
if [ -n "$SCRIPT" ]; then
	[ -f "./$SCRIPT" ] || fail no_script "$SCRIPT
$PROJECT"
	# Links are followed, and may not lead out of the project.
	file=$(readlink -f "./$SCRIPT")
	case $file in "$PROJECT"/*) ;; *) fail outside "$SCRIPT" ;; esac
	[ -x "$file" ] || fail no_program "$SCRIPT"
fi

# What differs from the commit: changed files, and those that git does not know. Roles and collections that were
# installed count, although they are often ignored.
git() { command git -c core.fsmonitor=false -c core.hooksPath=/dev/null "$@"; }
strangers() {
	{
		git ls-files -z --others --exclude-standard
		git ls-files -z --others --ignored --exclude-standard -- roles collections
	} | sort -zu | grep -zvE '(^|/)__pycache__/|\.pyc$|\.retry$' | xargs -0 sha256sum -- </dev/null
}
# Repositories within it, such as submodules: git tells that they differ, and not how.
nested() {
	find . -mindepth 2 -name .git -prune -print | sort | while IFS= read -r entry; do
		find "${entry%/.git}" -type f ! -path '*/.git/*' -print0 | sort -z | xargs -0 sha256sum --
	done
}
# The links that lead out of it.
links() {
	find . -name .git -prune -o -type l -print | sort | while IFS= read -r link; do
		case $(readlink -f "$link") in "$PROJECT" | "$PROJECT"/* | '') ;; *) printf '%s\n' "$link" ;; esac
	done
}
behind() { links | while IFS= read -r link; do find "$link/." "$link" -maxdepth 8 -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum -- "$link"; done; }
all() { find . -type f ! -path '*/.git/*' -print0 | sort -z | xargs -0 sha256sum --; }
hash() { sha256sum | cut -d ' ' -f 1; }
commit=- changes=-
if command -v git >/dev/null && commit=$(git rev-parse --quiet --verify HEAD 2>/dev/null); then
	if [ -n "$(git status --porcelain --ignore-submodules=none -- . | head -n 1)" ] || [ -n "$(git ls-files --others --ignored --exclude-standard -- roles collections | head -n 1)" ] || [ -n "$(links | head -n 1)" ]; then
		changes=$({ git diff --no-ext-diff --no-textconv --no-color --binary HEAD -- . && strangers && nested && behind; } 2>&1 | hash)
	fi
else
	commit=-
	changes=$({ all && behind; } 2>&1 | hash)
fi
has_locale=yes
if command -v locale >/dev/null; then
	plain() { tr '[:upper:]' '[:lower:]' | tr -d -; }
	locale -a 2>/dev/null | plain | grep -qxF -- "$(printf '%s' "$WANTED" | plain)" || has_locale=no
fi
printf '\n%s ok %s %s %s\n%s\n%s\n' "$NONCE" "$commit" "$changes" "$has_locale" "$PROJECT" "$file"
