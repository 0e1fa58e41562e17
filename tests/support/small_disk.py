"""A disk that fills up: a small file system of its own in memory. Mounting needs a privilege; without it the caller is told so and
starts again in a user namespace that has it, or a limit on the size of files takes the place of the full disk.
"""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

INSIDE = "REJOINDER_IN_NAMESPACE"


class SmallDisk:
    """`path` lies on it. fill() leaves no space at all, free() gives it back."""

    def __init__(self, megabytes):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="rj-disk-"))
        self.limited = []  # processes, where there is no file system of our own
        self.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(self.path)],
                                      capture_output=True).returncode == 0
        if not self.mounted and not os.environ.get(INSIDE) and self.namespaces():
            self.path.rmdir()
            print("mounting is not permitted here: once more in a namespace of our own", flush=True)
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", "--map-root-user", "--mount", sys.executable, *sys.argv])
        if not self.mounted:
            print("mounting is not permitted here: a limit on the size of files takes the place of the full disk", flush=True)

    @staticmethod
    def namespaces():
        return subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True).returncode == 0

    def fill(self, processes=()):
        if self.mounted:
            left = 1
            with open(self.path / "ballast", "ab") as ballast:
                while left:
                    there = os.statvfs(self.path)
                    left = there.f_bavail * there.f_frsize
                    try:
                        os.posix_fallocate(ballast.fileno(), os.fstat(ballast.fileno()).st_size, max(1, left))
                    except OSError:
                        break
        for process in [] if self.mounted else processes:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
            self.limited.append(process.pid)

    def free(self):
        if self.mounted:
            (self.path / "ballast").unlink(missing_ok=True)
        for pid in self.limited:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.limited = []

    def close(self):
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.path)], capture_output=True)
        shutil.rmtree(self.path, ignore_errors=True)


def ignoring_file_limits():
    """For preexec_fn: a file that would get too long is an error to the process, not its end."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
