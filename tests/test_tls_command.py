"""`stocktake serve --tls`, as its user meets it; docs/reference/interception.md, 7, 8 and 10."""

import os
import socket
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.support import REAL_STOCKTAKE, run, serving

SMALL = ("--seed-set", "documented", "--tls", "--tls-port", "0")


def trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


def test_serve_prints_where_tls_answers_and_what_to_trust(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    port_file = tmp_path / "tls-port"
    with serving(tmp_path, *SMALL, "--tls-port-file", str(port_file)) as (process, url):
        port = port_file.read_text().strip()
        (private,) = folder.iterdir()
        assert private.stat().st_mode & 0o777 == 0o700
        answer = httpx.get(
            f"https://127.0.0.1:{port}/_sim/env", verify=trusting(private / "ca.pem")
        )
        assert answer.json()["STOCKTAKE_URL"] == f"https://127.0.0.1:{port}"
        assert httpx.get(f"{url}/_sim/health").status_code == 200
        process.terminate()
        assert process.wait(20) == 0
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    assert f"tls        https://127.0.0.1:{port}" in lines
    assert f"ca         {private}/ca.pem" in lines
    assert list(folder.iterdir()) == []


def test_the_authority_is_written_where_one_likes_and_its_key_nowhere(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    with serving(tmp_path, *SMALL, "--tls-ca", str(authority)) as (process, _):
        assert "PRIVATE" not in authority.read_text()
        process.terminate()
        assert process.wait(20) == 0
        assert process.stdout is not None
        assert f"ca         {authority}\n" in process.stdout.read()


@pytest.mark.needs("curl")
def test_curl_reaches_a_vendor_by_its_own_host(tmp_path: Path) -> None:
    authority, port_file = tmp_path / "ca.pem", tmp_path / "tls-port"
    options = ("--tls-ca", str(authority), "--tls-port-file", str(port_file))
    with serving(tmp_path, *SMALL, *options) as (_, url):
        key = httpx.get(f"{url}/_sim/env").json()["RETAILCRM_API_KEY"]
        port = port_file.read_text().strip()
        asked = subprocess.run(
            ["curl", "-sS", "--cacert", authority, "--connect-to", f"::127.0.0.1:{port}",
             "-H", f"X-API-KEY: {key}", "https://demo.retailcrm.ru/api/api-versions"],
            capture_output=True, text=True,
        )  # fmt: skip
        assert '"success":true' in asked.stdout, asked.stderr


def test_env_prints_lines_for_the_hosts_file_of_a_container(tmp_path: Path) -> None:
    option = ("--vendor-host", "retailcrm=crm.example.com")
    with serving(tmp_path, "--seed-set", "documented", *option) as (_, url):
        asked = run("env", "--hosts", "--url", url).stdout
    assert asked.startswith("# For the /etc/hosts of a throw-away container")
    assert "\n127.0.0.1 crm.example.com\n" in asked
    assert "\n127.0.0.1 api.wholecell.io\n" in asked
    assert "\n# 127.0.0.1 ACCOUNT.retailcrm.ru\n" in asked
    assert all(line.startswith(("#", "127.0.0.1 ")) for line in asked.splitlines())


def test_env_gives_the_address_of_the_server_and_asks_none_where_simulators_are_named() -> None:
    options = ["--hosts", "--simulator", "stocktake.vendors.wholecell:SIMULATOR", "--url"]
    assert "\n192.0.2.7 api.wholecell.io\n" in run("env", *options, "http://192.0.2.7:1").stdout
    lost = run("env", *options, "http://nowhere.invalid:1")
    assert (lost.returncode, lost.stderr.count("\n")) == (2, 1)
    assert lost.stderr.startswith("stocktake: --url: no address for nowhere.invalid")


def test_the_authority_is_had_from_the_control_plane_where_there_is_one(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    with serving(tmp_path, *SMALL, "--tls-ca", str(authority)) as (_, url):
        answer = httpx.get(f"{url}/_sim/ca.pem")
    assert answer.headers["content-type"].startswith("application/x-pem-file")
    assert answer.content == authority.read_bytes()


@pytest.mark.full
def test_a_kept_connection_by_tls_costs_at_most_a_third_more(tmp_path: Path) -> None:
    port_file, authority = tmp_path / "tls-port", tmp_path / "ca.pem"
    options = ("--tls-port-file", str(port_file), "--tls-ca", str(authority))
    with serving(tmp_path, *SMALL, *options, command=REAL_STOCKTAKE) as (process, url):
        key = {"X-API-KEY": httpx.get(f"{url}/_sim/env").json()["RETAILCRM_API_KEY"]}
        path = "/retailcrm/api/v5/store/products"
        secure = f"https://127.0.0.1:{port_file.read_text().strip()}"
        spent: dict[str, list[float]] = {url: [], secure: []}
        for base in [url, secure] * 4:
            with httpx.Client(base_url=base, headers=key, verify=trusting(authority)) as client:
                client.get(path)
                before = cpu_of(process.pid)
                for _ in range(300):
                    assert client.get(path).status_code == 200
                spent[base].append(cpu_of(process.pid) - before)
    assert min(spent[secure]) <= 1.3 * min(spent[url])


def cpu_of(pid: int) -> float:
    """Return the seconds of CPU that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_tls_by_ipv6(tmp_path: Path) -> None:
    authority, port_file = tmp_path / "ca.pem", tmp_path / "tls-port"
    options = ("--host", "::1", "--tls-ca", str(authority), "--tls-port-file", str(port_file))
    with serving(tmp_path, *SMALL, *options):
        port = port_file.read_text().strip()
        found = httpx.get(f"https://[::1]:{port}/_sim/health", verify=trusting(authority))
        assert found.status_code == 200


def test_tls_on_the_plain_port_is_told_on_stderr(tmp_path: Path) -> None:
    with serving(tmp_path, "--seed-set", "documented") as (process, url):
        port = int(url.rpartition(":")[2])
        context = ssl.create_default_context()
        client = socket.create_connection(("127.0.0.1", port))
        with client, pytest.raises((ssl.SSLError, ConnectionError)):
            context.wrap_socket(client, server_hostname="localhost")
        process.terminate()
        assert process.stderr is not None
        said = process.stderr.read()
    assert said.startswith(f"stocktake: a client speaks TLS to the plain port {port}; start with")
    assert said.count("\n") == 1


def test_a_taken_port_of_tls_is_one_line_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", "0", "--seed-set", "shelf", "--tls", "--tls-port", str(port))
    assert done.returncode == 2
    assert done.stderr == (
        f"stocktake: cannot listen on 127.0.0.1:{port}: Address already in use;"
        " choose another --tls-port, or 0 for a free one\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--tls-ca", "x.pem"], "--tls-ca is for --tls: give --tls too"),
        (["--tls", "--tls-key", "x.pem"], "--tls-cert and --tls-key go together"),
        (["--tls", "--tls-cert", "/nowhere", "--tls-key", "/nowhere"], "cannot use /nowhere with"),
        (["--tls", "--tls-ca", "/nowhere/ca.pem"], "cannot write --tls-ca /nowhere/ca.pem"),
        (["--vendor-host", "retailcrm"], "write API=HOST"),
    ],
)
def test_wrong_use_is_one_line(options: list[str], said: str) -> None:
    done = run("serve", "--port", "0", "--seed-set", "shelf", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_the_package_for_certificates_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cryptography.py").write_text("raise ImportError('not here')\n")
    found = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{found}")
    done = run("serve", "--port", "0", "--seed-set", "shelf", "--tls", "--tls-port", "0")
    assert done.returncode == 2
    assert "pip install 'stocktake[tls]'" in done.stderr
