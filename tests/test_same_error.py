"""A failure is to a client what it is without us; docs/reference/interception.md, 2.1, 2.2, 10.2.

Each client asks five times, and each time something else fails: once through an interceptor, once
straight by TLS. What it says and what arrived must be equal.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from stocktake import Sandbox
from stocktake.client import child_environment
from stocktake.web import interceptor

FAULTS = {
    "list_inventories": {"kind": "status", "status": 429},
    "list_stock_levels": {"kind": "truncated"},
    "list_purchase_orders": {"kind": "timeout"},
    "list_sales_orders": {"kind": "lost_reply"},
    "create_sales_order": {"kind": "lost_reply"},
}
ASKED = (
    "GET inventories, GET stock_levels, GET purchase_orders, GET sales_orders, POST sales_orders"
)
HOST = "https://api.wholecell.io/api/v1"


@dataclass(frozen=True)
class Server:
    """A sandbox on a port of TLS, with the environments of both ways to it."""

    sandbox: Sandbox
    direct: str
    trusting: Mapping[str, str]
    led: Mapping[str, str]

    def play(self, command: list[str], base: str, environment: Mapping[str, str]) -> list[str]:
        """Run a client once; return what it says, and what arrived."""
        self.sandbox.clear_journal()
        self.sandbox.clear_faults()
        for operation, fault in FAULTS.items():
            self.sandbox.fault("wholecell", operation, **fault)  # type: ignore[arg-type]
        done = subprocess.run(
            [*command, base, *ASKED.split(", ")],
            env={**os.environ, **environment}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        arrived = [
            f"{row['operation']} {row['status']} {row['fault']} {row['delivered']}"
            for row in self.sandbox.journal()
        ]
        return [*done.stdout.splitlines(), *arrived]

    def compare(self, *command: str, led: Mapping[str, str] | None = None) -> list[str]:
        """Run a client both ways; return what it said, which is the same."""
        straight = self.play(list(command), self.direct, self.trusting)
        assert self.play(list(command), HOST, led or self.led) == straight
        return straight


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with (
        Sandbox(seed_set="documented", hold_s=5) as sandbox,
        tempfile.TemporaryDirectory() as name,
    ):
        folder, straight = Path(name), Path(name, "straight")
        straight.mkdir()
        tls = interceptor.make_authority(sandbox.host, "127.0.0.1", folder)
        port = interceptor.listen_with_tls(sandbox.host, tls, "127.0.0.1", 0)
        authority = folder / "ca.pem"
        authority.write_bytes(sandbox.host.authority)
        trusting = child_environment.trusting(os.environ, authority, straight)
        with sandbox.listening(), sandbox.intercepting(here=False) as led:
            yield Server(sandbox, f"https://127.0.0.1:{port}/wholecell/api/v1", trusting, led)


PYTHON = """
import json, sys
base, *asked = sys.argv[1:]

def told(ask):
    for each in asked:
        method, path = each.split()
        try:
            print(ask(method, base + "/" + path))
        except Exception as error:
            print(type(error).__name__, type(error.__cause__ or error.__context__).__name__)
"""
CLIENTS = {
    "requests": """
import requests
told(lambda method, url: requests.request(method, url, json={}, timeout=1.5).status_code)
""",
    "requests that tries again": """
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry
session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=Retry(total=2, status=0)))
told(lambda method, url: session.request(method, url, json={}, timeout=1.5).status_code)
""",
    "httpx": """
import httpx
client = httpx.Client(timeout=1.5)
told(lambda method, url: client.request(method, url, json={}).status_code)
""",
    "urllib3": """
import urllib3
pool = urllib3.PoolManager(timeout=1.5, retries=False)
told(lambda method, url: pool.request(method, url, body=b"{}").status)
""",
    "urllib.request": """
from urllib.request import Request, urlopen
def ask(method, url):
    return urlopen(Request(url, method=method, data=b"{}"), timeout=1.5).read()
told(ask)
""",
}


IN_FULL = ("urllib3", "urllib.request")


@pytest.mark.parametrize(
    "client",
    [pytest.param(c, marks=pytest.mark.full if c in IN_FULL else ()) for c in CLIENTS],
)
def test_clients_of_python(server: Server, client: str) -> None:
    said = server.compare(sys.executable, "-c", PYTHON + CLIENTS[client])
    posts = [line for line in said if line.startswith("create_sales_order")]
    assert len(posts) == 1


def test_behind_a_proxy_alone_requests_would_repeat_a_post(server: Server) -> None:
    # Why the preload is there: without it this test's comparison fails.
    led = {**server.led, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    program = PYTHON + CLIENTS["requests that tries again"]
    said = server.play([sys.executable, "-c", program], HOST, led)
    assert len([line for line in said if line.startswith("create_sales_order")]) > 1


@pytest.mark.needs("curl")
def test_curl(server: Server) -> None:
    script = """
    base=$1; shift
    for each; do
      curl -s -m 0.4 -o /dev/null -w '%{http_code} ' -X ${each% *} -d '{}' "$base/${each#* }"
      echo $?
    done
    """
    assert len(server.compare("sh", "-c", script, "sh")) == 10


NODE = """
const [base, ...asked] = process.argv.slice(2);
const https = require('node:https');
const told = (error) => console.log(error.code ?? error.name, error.cause?.code ?? '');
const withFetch = async (method, url) => {
  const signal = AbortSignal.timeout(1500);
  const answer = await fetch(url, { method, signal, body: method === 'POST' ? '{}' : undefined });
  await answer.text();
  return answer.status;
};
const withHttps = (method, url) => new Promise((resolve, reject) => {
  const request = https.request(url, { method, timeout: 1500 }, (answer) => {
    answer.on('error', reject).on('end', () => resolve(answer.statusCode)).resume();
  });
  request.on('timeout', () => request.destroy(new Error('late'))).on('error', reject);
  request.end(method === 'POST' ? '{}' : undefined);
});
(async () => {
  for (const ask of [withFetch, withHttps]) {
    for (const each of asked) {
      const [method, path] = each.split(' ');
      await ask(method, `${base}/${path}`).then(console.log, told);
    }
  }
})();
"""


@pytest.mark.needs("node")
def test_node(server: Server, tmp_path: Path) -> None:
    (tmp_path / "client.cjs").write_text(NODE)
    assert len(server.compare("node", str(tmp_path / "client.cjs"))) >= 20


PHP = """<?php
$base = $argv[1];
foreach (array_slice($argv, 2) as $each) {
  [$method, $path] = explode(' ', $each);
  $curl = curl_init("$base/$path");
  curl_setopt_array($curl, [CURLOPT_CUSTOMREQUEST => $method, CURLOPT_POSTFIELDS => '{}',
    CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT_MS => 1500]);
  curl_exec($curl);
  echo curl_getinfo($curl, CURLINFO_HTTP_CODE), ' ', curl_errno($curl), "\\n";
}
"""


@pytest.mark.needs("php")
def test_php_curl(server: Server, tmp_path: Path) -> None:
    (tmp_path / "client.php").write_text(PHP)
    assert len(server.compare("php", str(tmp_path / "client.php"))) == 10


JAVA = """
import java.net.*;
import java.net.http.*;
import java.time.Duration;

public class Client {
  interface Ask { Object of(String method, String url) throws Exception; }

  static void told(Ask ask, String[] given) {
    for (int i = 1; i < given.length; i++) {
      var each = given[i].split(" ");
      try {
        System.out.println(ask.of(each[0], given[0] + "/" + each[1]));
      } catch (Exception error) {
        System.out.println(error.getClass());
      }
    }
  }

  public static void main(String[] given) {
    var client = HttpClient.newHttpClient();
    told((method, url) -> {
      var body = method.equals("GET") ? HttpRequest.BodyPublishers.noBody()
          : HttpRequest.BodyPublishers.ofString("{}");
      var ask = HttpRequest.newBuilder(URI.create(url)).method(method, body)
          .timeout(Duration.ofMillis(1500)).build();
      return client.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode();
    }, given);
    told((method, url) -> {
      var link = (HttpURLConnection) new URL(url).openConnection();
      link.setRequestMethod(method);
      link.setReadTimeout(1500);
      if (method.equals("POST")) {
        link.setDoOutput(true);
        link.getOutputStream().write("{}".getBytes());
      }
      int status = link.getResponseCode();
      if (status < 400) link.getInputStream().readAllBytes();
      else link.getErrorStream().readAllBytes();
      return status;
    }, given);
  }
}
"""


@pytest.mark.full
@pytest.mark.needs("java", "javac")
def test_java(server: Server, tmp_path: Path) -> None:
    (tmp_path / "Client.java").write_text(JAVA)
    assert len(server.compare("java", str(tmp_path / "Client.java"))) >= 20
