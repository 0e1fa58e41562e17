#!/usr/bin/env python3
"""Builds the example plugin against an installed Rejoinder and asks it for a greeting over HTTP."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

SOURCE = Path(os.environ["REJOINDER_SOURCE_DIR"])
BUILD = Path(os.environ["REJOINDER_BINARY_DIR"])
PASSWORD = "a long enough phrase for this test"


def run(*command, text=None):
    """What the command printed; its failure fails the test with everything it said."""
    done = subprocess.run([str(c) for c in command], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def cached(name):
    """A value of the build's CMake cache, so that the plugin is built as the kernel was."""
    match = re.search(rf"^{name}:\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.M)
    return match.group(1) if match else ""


class SdkExample(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rejoinder-sdk-")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.prefix = self.root / "installed"
        self.rejoinder = self.prefix / "bin" / "rejoinder"
        self.data = self.root / "data"
        run("cmake", "--install", BUILD, "--prefix", self.prefix)
        self.build_plugin()

    def build_plugin(self):
        example = self.root / "example"
        options = [f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={cached('CMAKE_CXX_COMPILER')}"]
        if sanitizers := cached("REJOINDER_SANITIZE"):
            options.append(f"-DCMAKE_CXX_FLAGS=-fsanitize={sanitizers}")
        run("cmake", "-S", SOURCE / "packaging" / "sdk-example", "-B", example, "-G", "Ninja", *options)
        run("cmake", "--build", example)
        run("cmake", "--install", example, "--prefix", self.prefix)

    def start(self):
        command = [str(self.rejoinder), "serve", "--data", str(self.data), "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        for line in server.stdout:
            if match := re.search(r"listens at (http://\S+)", line):
                return match.group(1)
        raise AssertionError("the server ended before it listened")

    def token(self, *roles):
        name = "-".join(["user", *roles])
        options = [option for role in roles for option in ("--role", role)]
        run(self.rejoinder, "user", "add", name, *options, "--password-stdin", "--data", self.data,
            text=PASSWORD + "\n")
        return run(self.rejoinder, "user", "token", name, "--data", self.data).strip()

    def browser(self):
        """Chromium's path, and the folder with playwright; skips the test where one is missing."""
        chromium, npm = shutil.which("chromium"), shutil.which("npm")
        if not (chromium and npm and self.console_is_built()):
            self.skipTest("chromium, npm or the built console is not there")
        work = self.root / "browser"
        work.mkdir()
        for file in (SOURCE / "tests/e2e/package.json", SOURCE / "tests/e2e/package-lock.json",
                     SOURCE / "tests/sdk/console_page.mjs"):
            shutil.copy(file, work)
        run(npm, "--prefix", work, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        return chromium, work

    def console_is_built(self):
        return any(self.prefix.glob("lib*/**/rejoinder/plugins/console/web/index.html"))

    def get(self, url, token=None):
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def test_everything_installed_finds_what_it_links(self):
        files = [f for f in self.prefix.rglob("*") if f.is_file() and not f.is_symlink() and f.read_bytes()[:4] == b"\x7fELF"]
        self.assertTrue(any(f.name.endswith("-reader") for f in files), "the confined readers are installed")
        missing = {f.name: line.strip() for f in files for line in run("ldd", f).splitlines() if "not found" in line}
        self.assertEqual(missing, {})

    def test_the_plugin_greets(self):
        listed = subprocess.run([self.rejoinder, "plugins"], capture_output=True, text=True, check=False).stdout
        self.assertRegex(listed, r"(?m)^greeting +1\.0\.0 +declared")
        powerful, powerless = self.token("administrator"), self.token()
        url = self.start() + "/api/v1/greeting"
        self.assertEqual(self.get(url)[0], 401)
        self.assertEqual(self.get(url, powerless)[0], 403)
        status, answer = self.get(url + "?name=Ada", powerful)
        self.assertEqual((status, answer["greeting"]), (200, "Hello Ada"))
        self.assertEqual(self.get(url + "?nmae=Ada", powerful)[0], 422)

    def test_its_page_and_panel_stand_in_the_console(self):
        chromium, work = self.browser()
        self.token("administrator")
        base = self.start()
        done = subprocess.run(["node", "console_page.mjs", base, "user-administrator", PASSWORD], cwd=work, text=True,
                              env={**os.environ, "CHROMIUM": chromium}, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
