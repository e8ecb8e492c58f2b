"""Programs with a vendor's host in their code, unmodified, by `stocktake exec --intercept`.

docs/reference/interception.md: 1 says which clients were seen, 10 what is demanded.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from stocktake.client import child_environment
from stocktake.client.child_environment import Interception
from stocktake.web.tls import make_certificate

from tests.support import STOCKTAKE
from tests.test_exec import run

URL = "https://api.wholecell.io/api/v1/inventories"
TOKEN = 'os.environ["WHOLECELL_APP_ID"], os.environ["WHOLECELL_APP_SECRET"]'
PYTHON = f"import os, requests\nanswer = requests.get('{URL}', auth=({TOKEN}))\n"
NODE = """
const { WHOLECELL_APP_ID: id, WHOLECELL_APP_SECRET: secret } = process.env;
const headers = { Authorization: 'Basic ' + Buffer.from(id + ':' + secret).toString('base64') };
"""
COUNT = "stocktake: 1 request: wholecell 1\n"


def intercept(*command: str, options: tuple[str, ...] = (), **env: str) -> tuple[int, str, str]:
    """Run a program through the interceptor; return its exit code, stdout and stderr."""
    done = run("--intercept", *options, "--", *command, env=env)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.needs("curl")
def test_curl_as_it_is() -> None:
    script = f'curl -fsS -u "$WHOLECELL_APP_ID:$WHOLECELL_APP_SECRET" {URL}'
    code, out, err = intercept("sh", "-c", script)
    assert (code, err) == (0, COUNT)
    assert json.loads(out)["data"]


def test_requests_as_it_is() -> None:
    program = PYTHON + "print(len(answer.json()['data']) > 0, answer.url)"
    assert intercept(sys.executable, "-c", program) == (0, f"True {URL}\n", COUNT)


@pytest.mark.parametrize(
    "program",
    [
        f"import httpx; print(httpx.get('{URL}').status_code)",
        f"import urllib3; print(urllib3.PoolManager().request('GET', '{URL}').status)",
        "import http.client as h; c = h.HTTPSConnection('api.wholecell.io');"
        " c.request('GET', '/api/v1/inventories'); print(c.getresponse().status)",
        "import requests;"
        f" print(requests.get('{URL.replace('https', 'http')}').status_code)",
        "import asyncio; from urllib.request import getproxies\n"
        "async def main():\n"
        " r, w = await asyncio.open_connection('api.wholecell.io', 443, ssl=True)\n"
        " w.write(b'GET /api/v1/inventories HTTP/1.0\\r\\nHost: api.wholecell.io\\r\\n\\r\\n')\n"
        " status = (await r.readline()).decode().split()[1]\n"
        " print(getproxies().get('https', status))\n"
        "asyncio.run(main())",
    ],
    ids=["httpx", "urllib3", "http.client", "plain http", "asyncio"],
)  # fmt: skip
def test_other_clients_of_python_as_they_are(program: str) -> None:
    assert intercept(sys.executable, "-c", program) == (0, "401\n", COUNT)


@pytest.mark.needs("node")
@pytest.mark.parametrize(
    "ask",
    [
        f"fetch('{URL}', {{ headers }}).then((answer) => console.log(answer.status));",
        f"require('https').get('{URL}', {{ headers }}, (answer) => {{"
        " console.log(answer.statusCode); answer.resume(); });",
    ],
    ids=["fetch", "https"],
)
def test_node_as_it_is(ask: str) -> None:
    assert intercept("node", "-e", NODE + ask) == (0, "200\n", COUNT)


@pytest.mark.needs("php")
def test_php_curl_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "client.php").write_text(f"""<?php
    $base = '{URL}';
    if (parse_url($base, PHP_URL_SCHEME) !== 'https') throw new Exception('requires HTTPS');
    $curl = curl_init($base);
    $key = getenv('WHOLECELL_APP_ID').':'.getenv('WHOLECELL_APP_SECRET');
    curl_setopt($curl, CURLOPT_USERPWD, $key);
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_exec($curl);
    echo curl_getinfo($curl, CURLINFO_HTTP_CODE), curl_error($curl), "\\n";
    """)
    assert intercept("php", str(tmp_path / "client.php")) == (0, "200\n", COUNT)


@pytest.mark.needs("java", "javac")
def test_java_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "Ask.java").write_text(f"""
    import java.net.URI;
    import java.net.http.*;
    public class Ask {{
      public static void main(String[] given) throws Exception {{
        var ask = HttpRequest.newBuilder(URI.create("{URL}")).build();
        var answer = HttpClient.newHttpClient().send(ask, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.statusCode());
      }}
    }}
    """)
    code, out, err = intercept("java", str(tmp_path / "Ask.java"))
    assert (code, out) == (0, "401\n"), err
    assert err.endswith(COUNT)


RETRY = f"""
import os, requests, sys
from requests.adapters import HTTPAdapter
from urllib3.util import Retry
sim = os.environ["STOCKTAKE_URL"] + "/_sim"
plant = {{"simulator": "wholecell", "operation": "*", "kind": "lost_reply"}}
requests.post(sim + "/faults", json=plant).raise_for_status()
session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=Retry(total=3, connect=3, read=3, status=0)))
try:
    session.post("{URL}", json={{}})
except requests.exceptions.RequestException as error:
    print(type(error).__name__)
rows = requests.get(sim + "/journal").json()["entries"]
print(len([row for row in rows if row["kind"] == "exchange"]))
"""


def test_a_post_whose_reply_is_lost_is_as_often_sent_as_without_a_proxy(tmp_path: Path) -> None:
    # Section 2.1: through a proxy alone requests repeats it, and its program would be blamed.
    (tmp_path / "post.py").write_text(RETRY)
    script = f"{sys.executable} {tmp_path}/post.py"
    assert intercept("sh", "-c", script)[1] == "ConnectionError\n1\n"
    without = f"PYTHONPATH={os.environ.get('PYTHONPATH', '')} {script}"
    assert intercept("sh", "-c", without)[1].splitlines()[-1] == "2"


REFUSED = (
    "refused example.com:443, which is not simulated; --allow-host example.com lets it through"
)


@pytest.mark.needs("curl")
def test_a_host_that_is_not_simulated_is_refused_in_one_line() -> None:
    code, _, err = intercept("curl", "-s", "https://example.com/")
    assert code == 56
    assert err == f"stocktake: {REFUSED}\nstocktake: 0 requests; refused: example.com 1\n"


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        (sys.executable, ["-c", "import requests\ntry: requests.get('https://example.com')\n"
                                "except Exception as error: print(error)"]),
        pytest.param(
            "node",
            ["-e", "fetch('https://example.com').catch((e) => console.log(e.cause.message))"],
            marks=pytest.mark.needs("node"),
        ),
    ],
    ids=["python", "node"],
)  # fmt: skip
def test_a_preload_refuses_with_the_same_text(program: str, arguments: list[str]) -> None:
    code, out, err = intercept(program, *arguments, options=("--quiet",))
    assert code == 0
    assert f"Not simulated by Stocktake: {REFUSED}" in out
    assert err == f"stocktake: {REFUSED}\n"


@pytest.mark.needs("node")
def test_a_preload_hints_at_a_vendors_host_that_is_nearly_spelt() -> None:
    ask = "fetch('https://api.wholecel.io').catch((e) => console.log(e.cause.message))"
    out = intercept("node", "-e", ask)[1]
    assert out.endswith("lets it through; did you mean api.wholecell.io?\n")


@pytest.mark.full
@pytest.mark.needs("unshare", "ip")
def test_without_any_way_out_everything_of_this_is_the_same() -> None:
    # Section 10.4: a network namespace of its own has no route.
    script = 'ip link set lo up && exec "$@"'
    files = [
        "tests/test_intercept.py", "tests/test_same_error.py", "tests/web/test_intercepting.py",
        "tests/web/test_proxy.py",
    ]  # fmt: skip
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    isolated = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", script, "sh"]
    env = {**os.environ, "HYPOTHESIS_PROFILE": "default"}
    done = subprocess.run([*isolated, *pytest_], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.needs("curl")
def test_another_host_of_a_vendor_is_named_by_an_option() -> None:
    ask = ("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "https://crm.example.com/api/x")
    option = ("--vendor-host", "retailcrm=crm.example.com")
    assert intercept(*ask, options=option)[1] in ("400", "403", "404")


@pytest.mark.needs("curl")
def test_a_world_of_its_own_is_where_the_program_comes() -> None:
    script = f'curl -s {URL}; curl -s "$STOCKTAKE_URL/_sim/journal"; echo; echo $STOCKTAKE_URL'
    code, out, err = intercept("sh", "-c", script, options=("--world", "w1"))
    *_, rows, url = out.splitlines()
    assert (code, err) == (0, COUNT)
    assert '"base_url":"https://api.wholecell.io"' in rows
    assert url.endswith("/w/w1")


def test_a_program_that_is_killed_leaves_no_port_and_no_file(tmp_path: Path) -> None:
    script = "echo $STOCKTAKE_INTERCEPT $STOCKTAKE_CA; kill -9 $$"
    done = run("--intercept", "--", "sh", "-c", script, env={"TMPDIR": str(tmp_path)})
    assert done.returncode == 128 + 9
    proxy, tls, _, authority = done.stdout.split()
    assert authority.startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    for port in (proxy, tls):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(port)))


def test_requests_are_counted_by_vendor_and_refusals_by_host() -> None:
    ask = "for host in api.wholecell.io api.wholecell.io my.wherefour.com example.com example.com"
    script = f"{ask}; do curl -s -o /dev/null https://$host/; done; true"
    err = intercept("sh", "-c", script)[2]
    assert err.endswith(
        "\nstocktake: 3 requests: wherefour 1, wholecell 2; refused: example.com 2\n"
    )


def test_a_program_that_reaches_nothing_is_told_why() -> None:
    code, _, err = intercept("true")
    assert code == 0
    assert err == (
        "stocktake: no request reached the fakes: the program ignores HTTPS_PROXY, or calls a host"
        " that is not simulated; see docs/interception.md#ignores\n"
    )


def test_a_program_that_does_not_trust_us_is_told_why() -> None:
    program = f"import certifi, requests; requests.get('{URL}', verify=certifi.where())"
    code, _, err = intercept(sys.executable, "-c", program)
    assert code == 1
    assert (
        "stocktake: 1 TLS handshake for api.wholecell.io was given up by the program: it does not"
        " trust our CA (a bundle fixed in its code?); see docs/interception.md#trust\n"
    ) in err


def test_what_a_parent_has_is_kept(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.theirs = 'ran'\n")
    (tmp_path / "preload.cjs").write_text("globalThis.theirs = 'ran';\n")
    own = tmp_path / "own.pem"
    own.write_text("# their bundle\n")
    env = {
        "NO_PROXY": "*,db.internal,.wholecell.io,io", "ALL_PROXY": "http://10.0.0.1:3128",
        "NODE_OPTIONS": f"--require {tmp_path}/preload.cjs", "PYTHONPATH": str(tmp_path),
        "JAVA_TOOL_OPTIONS": "-Dtheirs=1", "SSL_CERT_FILE": str(own),
    }  # fmt: skip
    env["PYTHONPATH"] += os.pathsep + os.environ.get("PYTHONPATH", "")
    show = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)), theirs)"]
    done = run("--intercept", "--", *show, env=env)
    assert done.stdout.endswith(" ran\n"), done.stderr
    seen = json.loads(done.stdout.removesuffix(" ran\n"))
    assert seen["NO_PROXY"] == seen["no_proxy"] == "localhost,127.0.0.1,::1,db.internal"
    assert not {"ALL_PROXY", "all_proxy"} & set(seen)
    assert seen["NODE_OPTIONS"].startswith(f"--require {tmp_path}/preload.cjs --require ")
    assert seen["PYTHONPATH"].endswith(env["PYTHONPATH"])
    assert seen["JAVA_TOOL_OPTIONS"].startswith("-Dtheirs=1 -Djavax.net.ssl.trustStore=")
    if node := shutil.which("node"):
        assert run("--intercept", "--", node, "-p", "theirs", env=env).stdout == "ran\n"


def test_a_bundle_holds_the_parents_authorities_and_ours(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs.pem", tmp_path / "ours.pem"
    theirs.write_text("theirs\n")
    ours.write_bytes(make_certificate(["localhost"], hours=1).authority)
    for parent in ({"SSL_CERT_FILE": str(theirs)}, {"REQUESTS_CA_BUNDLE": str(theirs)}):
        folder = Path(tmp_path, next(iter(parent)))
        folder.mkdir()
        parent["NODE_EXTRA_CA_CERTS"] = str(theirs)
        given = child_environment.trusting(parent, ours, folder)
        assert Path(given["SSL_CERT_FILE"]).read_text() == f"theirs\n\n{ours.read_text()}"
        assert Path(given["NODE_EXTRA_CA_CERTS"]).read_text() == f"theirs\n\n{ours.read_text()}"
        assert given["PHP_INI_SCAN_DIR"].startswith(":")


def test_verification_is_never_switched_off() -> None:
    by = Interception(1, 2, ("api.example.com",), (), "")
    names = set(child_environment.intercepted({}, by))
    assert not names & {"NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "GIT_SSL_NO_VERIFY"}


def test_nothing_of_the_machine_is_changed(tmp_path: Path) -> None:
    watched = [Path("/etc/hosts"), *Path("/etc/ssl/certs").glob("ca-certificates.crt")]
    before = [path.read_bytes() for path in watched]
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    script = f"find {tmp_path} -type f -exec grep -l 'PRIVATE KEY' {{}} ';'; ls {tmp_path} | wc -l"
    done = subprocess.run(
        [STOCKTAKE, "exec", "--seed-set", "documented", "--intercept", "--", "sh", "-c", script],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["1"]
    assert list(tmp_path.iterdir()) == []
    assert [path.read_bytes() for path in watched] == before
