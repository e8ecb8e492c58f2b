#!/bin/sh
# Plants two faults, reads the list, forgets them and posts back what the list has shown.
# Written from docs/faults.md alone; needs curl and python3 (to cut the list into its rows).
set -e
faults="$STOCKTAKE_URL/_sim/faults"
curl -sf -X POST "$faults" -d '{"simulator": "wherefour", "operation": "*", "kind": "status"}'
curl -sf -X POST "$faults" -d '{"simulator": "retailcrm", "operation": "*", "kind": "timeout"}'
rows=$(curl -sf "$faults" | python3 -c '
import json, sys
for fault in json.load(sys.stdin)["faults"]:
    print(json.dumps(fault))')
curl -sf -X DELETE "$faults"
echo "$rows" | while read -r row; do
  curl -sf -X POST "$faults" -d "$row"
done
