"""A private Galera cluster: three MariaDB nodes on loopback, seeded from one data folder. Standard library only."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from mariadb import SERVER, Daemon, available as mariadb_available, free_port, template

# State transfers by rsync do not work as root.
AS = {"user": "mysql", "group": "mysql", "extra_groups": []} if os.geteuid() == 0 else {}
PROVIDER = pathlib.Path("/usr/lib/galera/libgalera_smm.so")


def available():
    return mariadb_available() and PROVIDER.exists()


def free_ports(count):
    """Neighbours: Galera takes its port and the next ones."""
    while True:
        first = free_port()
        try:
            held = [socket.socket() for _ in range(count)]
            for i, s in enumerate(held):
                s.bind(("127.0.0.1", first + i))
            return first
        except OSError:
            continue
        finally:
            for s in held:
                s.close()


class Node(Daemon):
    """One server of the cluster."""

    runs_as = AS

    def __init__(self, folder, number, ports, members, settings):
        self.folder, self.number = folder, number
        self.port, self.galera = ports
        self.socket = folder / "s.sock"
        self.command = [str(SERVER), f"--defaults-file={folder}/my.cnf"]
        (folder / "tmp").mkdir(parents=True)
        options = f"gmcast.listen_addr=tcp://127.0.0.1:{self.galera};ist.recv_addr=127.0.0.1:{self.galera + 1};gcache.size=64M"
        (folder / "my.cnf").write_text(f"""{settings}
[mariadbd]
datadir={folder}/data
tmpdir={folder}/tmp
socket={self.socket}
pid-file={folder}/pid
log-error={folder}/error.log
port={self.port}
bind-address=127.0.0.1
skip-name-resolve
binlog_format=ROW
default_storage_engine=InnoDB
innodb_autoinc_lock_mode=2
innodb-buffer-pool-size=128M
innodb-flush-log-at-trx-commit=1
max-connections=200
performance-schema=OFF
wsrep_on=ON
wsrep_provider={PROVIDER}
wsrep_provider_options="{options}"
wsrep_cluster_name=rejoinder-test
wsrep_cluster_address=gcomm://{",".join(members)}
wsrep_node_name=n{number}
wsrep_node_address=127.0.0.1:{self.galera}
wsrep_node_incoming_address=127.0.0.1:{self.port}
wsrep_sst_method=rsync
wsrep_sst_receive_address=127.0.0.1:{self.galera + 2}
wsrep_slave_threads=2
""")

    def start(self, *arguments, seconds=90):
        return self.launch(arguments, lambda: "Synced" in self.client("SHOW STATUS LIKE 'wsrep_local_state_comment'",
                                                                      check=False).stdout, seconds)

    def recover(self, seconds=90):
        """Starts again after a crash, as systemd's galera_recovery does: from the position that the data have."""
        log = self.folder / "recover.log"
        log.unlink(missing_ok=True)
        subprocess.run([*self.command, "--wsrep-recover", f"--log-error={log}"], check=True, stdin=subprocess.DEVNULL,
                       capture_output=True, **AS)
        place = [line.split("Recovered position:")[1].strip() for line in log.read_text("utf-8", "replace").splitlines()
                 if "Recovered position:" in line][-1]
        return self.start(f"--wsrep_start_position={place}", seconds=seconds)


class Galera:
    """Three nodes, synced. `settings` is the text of a file of settings, which what a test needs goes before."""

    def __init__(self, build, settings=""):
        for attempt in range(3):  # a port that was free a moment ago may be somebody else's now
            try:
                self.begin(build, settings)
                return
            except AssertionError:
                if attempt == 2:
                    raise

    def begin(self, build, settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rj-gc-"))
        ports = [(free_port(), free_ports(3)) for _ in range(3)]
        members = [f"127.0.0.1:{galera}" for _, galera in ports]
        self.nodes = [Node(self.folder / f"n{i}", i, ports[i], members, settings) for i in range(3)]
        try:
            shutil.copytree(template(build), self.nodes[0].folder / "data")
            self.give()
            # The first node founds the cluster, ends, and its data are copied: quicker than three state transfers.
            self.nodes[0].start("--wsrep-new-cluster")
            self.nodes[0].stop()
            for node in self.nodes[1:]:
                shutil.copytree(self.nodes[0].folder / "data", node.folder / "data",
                                ignore=shutil.ignore_patterns("galera.cache", "gvwstate.dat"))
                state = node.folder / "data" / "grastate.dat"
                state.write_text(state.read_text().replace("safe_to_bootstrap: 1", "safe_to_bootstrap: 0"))
            self.give()
            self.nodes[0].start("--wsrep-new-cluster")
            for node in self.nodes[1:]:
                node.start()
        except BaseException:
            self.close()
            raise

    def give(self):
        """The data to whom the servers run as."""
        if AS:
            subprocess.run(["chown", "-R", f"{AS['user']}:{AS['group']}", str(self.folder)], check=True)

    def run(self, sql, database=""):
        return self.nodes[0].run(sql, database)

    def settings(self, database, first=0, migrate="always"):
        """The product's settings: all nodes, beginning with number `first`."""
        hosts = [f"127.0.0.1:{self.nodes[(first + i) % 3].port}" for i in range(3)]
        return {"storage.driver": "mysql", "storage.migrate": migrate, "storage-mysql.host": ",".join(hosts),
                "storage-mysql.user": "root", "storage-mysql.database": database}

    def close(self):
        for node in self.nodes:
            node.kill()
        if not os.environ.get("REJOINDER_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)
