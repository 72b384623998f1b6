# Runs a throwaway cluster until the tests are over: its standard input is a pipe of their process, which ends with it
# however it ends. $1 initdb, $2 postgres, $3 a folder of its own, which is removed in the end.
set -u
initdb=$1 postgres=$2 folder=$3
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

LC_ALL=C "$initdb" --pgdata=data --username=canbo --auth=trust --encoding=UTF8 --locale=C --no-sync \
    >log 2>&1 || { mv log failed; cat >/dev/null; exit 1; }

# What would make data durable only costs time here.
"$postgres" -D data -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off \
    -c max_connections=200 >>log 2>&1 &
server=$!
# Who waits for the server is told at once if it does not come up.
{ while kill -0 "$server" 2>/dev/null; do sleep 1; done; cp log failed 2>/dev/null; } &

cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
