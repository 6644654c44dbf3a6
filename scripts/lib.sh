# Shared by the scripts beside it; sourced, never run.
# Where things are:
#   ROOT    the checkout
#   TARGET  cargo's folder (CARGO_TARGET_DIR is honoured); the site, fonts and stamps live in it too
#   CACHE   what belongs to the machine rather than to a checkout: tools built once
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
case $TARGET in /*) ;; *) TARGET=$ROOT/$TARGET ;; esac
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/tradecounter
PATH=$CACHE/tools/bin:$PATH
export PATH

# Everything said goes to stderr, so that what a script answers can be captured.
say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
fail() { say "$*"; exit 1; }

# The version of a crate in Cargo.lock.
locked_version() {
  sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"\$/\1/p;q;}" "$ROOT/Cargo.lock"
}

# The folder of the newest PostgreSQL server binaries from 15 on, or nothing. TRADECOUNTER_POSTGRES_BIN names another.
postgres_bin() {
  local best='' best_major=14 dir major
  for dir in ${TRADECOUNTER_POSTGRES_BIN:+"$TRADECOUNTER_POSTGRES_BIN"} /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    "$(dirname "$(command -v postgres || echo /nowhere/postgres)")"; do
    [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ] || continue
    major=$("$dir/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
    if [ "$dir" = "${TRADECOUNTER_POSTGRES_BIN:-}" ] && [ "$major" -ge 15 ]; then
      best=$dir
      break
    fi
    if [ "$major" -gt "$best_major" ]; then
      best=$dir
      best_major=$major
    fi
  done
  printf '%s' "$best"
}
