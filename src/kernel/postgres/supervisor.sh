# Keeps one PostgreSQL running for as long as somebody holds it, and stops it when nobody does.
#
#   sh -s NAME RUN SOCKETS DATA POSTGRES  <this file   (1 and 2: the log; 3: the FIFO RUN/holders, for reading)
#
# Who uses the database keeps RUN/holders open for writing. The kernel closes it when a process ends, however it
# ends; when the last one is closed, reading gives end of file. Nothing is left that could go stale.
# A shell, because it weighs a megabyte where a second Node would weigh forty. It runs in its own session, so that
# Ctrl-C at the terminal reaches the server and not the database under it.
set -u
name=$1 run=$2 sockets=$3 data=$4 postgres=$5
child= helper= stopping= failures=0

say() { echo "$(date -u '+%F %T UTC') [supervisor $$] $*" >&2; }

# Prints the pids of this database's processes: `postmasters`, `postgres` (with their children) or `supervisors`.
# They are known by the name on their command lines (`read` leaves out the zero bytes), never by a pid from a file:
# after a restart of the machine that number may belong to a stranger.
ours() {
  for file in /proc/[0-9]*/cmdline; do
    line=
    read -r line 2>/dev/null <"$file"
    case $1:$line in
      postmasters:*/postgres-D*cluster_name="$name" | postgres:*/postgres-D*cluster_name="$name") ;;
      postgres:"postgres: $name: "*) ;;
      supervisors:"sh-s$name"*) ;;
      *) continue ;;
    esac
    pid=${file%/cmdline}
    echo "${pid#/proc/}"
  done
}

signal() { for pid in $(ours "$2"); do [ "$pid" = $$ ] || kill "-$1" "$pid" 2>/dev/null; done; }

none_within() {
  tenths=$(($1 * 10))
  while [ -n "$(ours postgres)" ]; do
    [ "$tenths" -gt 0 ] || return 1
    tenths=$((tenths - 1))
    sleep 0.1
  done
}

# Ends what an earlier supervisor left running, or the children of a postmaster that was killed: they keep its
# shared memory, and no other can start beside them. INT is PostgreSQL's fast shutdown, QUIT the immediate one.
clear_away() {
  [ -n "$(ours postgres)" ] || return 0
  say 'stopping what is left of an earlier PostgreSQL'
  if [ -n "$(ours postmasters)" ]; then
    signal INT postmasters
    none_within 30 && return 0
  fi
  none_within 1 && return 0
  signal QUIT postgres
  none_within 5 && return 0
  signal KILL postgres
  none_within 5
}

# Asked by fast shutdown, then by immediate shutdown (the next start recovers), then by force. Asked again each
# second, because a shell's background command ignores INT until PostgreSQL has set its own answer to it.
insist() {
  seconds=0
  while :; do
    case $seconds in
      [0-9] | [1-5][0-9]) kill -INT "$child" ;;
      6[0-9]) kill -QUIT "$child" ;;
      *) kill -KILL "$child" ;;
    esac || exit 0
    seconds=$((seconds + 1))
    sleep 1 5>&- &
    trap 'kill $!; exit' TERM
    wait $!
  done
} 2>/dev/null

stop() {
  [ -z "$stopping" ] || return 0
  stopping=yes
  [ -z "$child" ] || begin_insisting
}

begin_insisting() {
  insist &
  helper=$!
}

is_alive() {
  line=
  read -r line 2>/dev/null </proc/$$/cmdline
  case $line in "sh-s$name"*) ;; *) return 1 ;; esac
}

# Acknowledges each new holder. An acknowledged holder is safe: its end was open when its line was read, so the
# end of file cannot have been seen. Should the main process have been killed, nobody is acknowledged any more, and
# PostgreSQL is stopped here when the last holder leaves. After the end of file the FIFO stays open, unread, until
# all is down: who comes now finds that somebody is still there, waits, and starts anew.
attend() {
  while read -r id; do
    is_alive || exit
    # `true`, because a shell ends when the file for `:` cannot be made (a full disk).
    case $id in '' | *[!0-9a-f]*) ;; *) true >"$run/joined.$id" ;; esac
  done <&3
  is_alive || { clear_away; exit; }
  kill -TERM $$
  exec 5>&-
  read -r _ <"$run/alive"
}

# What runs beside us for a while: who insists, or a pause that a signal cut short.
end_helper() {
  [ -z "$helper" ] || kill "$helper" 2>/dev/null
  helper=
}

# Waits for the child; a signal to ourselves ends `wait` early.
wait_for_child() {
  while :; do
    wait "$child"
    code=$?
    [ "$code" -gt 128 ] && kill -0 "$child" 2>/dev/null || return 0
  done
}

keep_running() {
  while [ -z "$stopping" ]; do
    began=$(date +%s)
    "$postgres" -D "$data" -c config_file="$run/postgresql.conf" -c cluster_name="$name" &
    child=$!
    [ -z "$stopping" ] || begin_insisting
    wait_for_child
    child=
    end_helper
    clear_away
    [ -z "$stopping" ] || return 0
    # One that had answered and was killed comes back at once; only what fails to start is tried ever more seldom.
    if [ $(($(date +%s) - began)) -ge 10 ] || grep -q '^ready' "$data/postmaster.pid" 2>/dev/null; then failures=0; fi
    rm -f "$data/postmaster.pid"
    failures=$((failures + 1))
    # Read by who waits for the first answer, and gives up after a few. For who already holds the database there is
    # no giving up: when the disk has room again it must come back by itself.
    echo "$failures" >"$run/failures"
    say "PostgreSQL ended with code $code (time $failures in a row); starting it again"
    case $failures in 1 | 2) pause=0.3 ;; 3 | 4 | 5) pause=3 ;; *) pause=15 ;; esac
    sleep $pause 5>&- &
    helper=$!
    wait $helper
    end_helper
  done
}

main() {
  trap stop TERM
  signal KILL supervisors
  clear_away
  [ -r "$run/alive" ] && [ -w "$run/alive" ] || { say "may not open $run/alive"; exit 1; }
  # A process that still holds this FIFO but that we cannot see lives in another container on the same folder:
  # a second PostgreSQL beside it would destroy the data.
  dd if="$run/alive" of=/dev/null bs=1 count=1 iflag=nonblock 2>/dev/null || exit 75
  # Held from here on by us and by every process of PostgreSQL: end of file means that all are gone.
  exec 5<>"$run/alive"
  # Nobody is left, so these are stale, and the pids in them may by now be those of strangers.
  rm -f "$data/postmaster.pid" "$sockets"/.s.PGSQL.* "$run"/joined.* "$run/failures"
  attend &
  attendant=$!
  # Only the attendant reads: should it be killed, nobody does, and the next start sees that and takes over.
  exec 3<&-
  keep_running
  kill $attendant 2>/dev/null
  rm -f "$run"/joined.*
  [ "$sockets" = "$run" ] || rmdir "$sockets"
}

main
exit
