"""What a forked child gives up before it runs a submission: file descriptors, namespaces, resources, capabilities, system calls.

The outer wall (bubblewrap) stands already: a read-only file system with little on it, no network, no environment.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
from itertools import pairwise

from .limits import MEGABYTE, Limits

CLONE_THREAD, CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = (
    0x10000,
    0x20000,
    0x8000000,
    0x10000000,
    0x20000000,
)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
AF_UNIX = 1
LOW = 0xFFFFFFFF  # the system reads no more of a command

SCRATCH = "/scratch"
QUEUED_SIGNALS = 64

# Refused: new processes and programs, sockets, memory that no limit counts, and what only the system's owner needs.
REFUSED = (
    "fork", "vfork", "execve", "execveat", "socket", "memfd_create", "memfd_secret", "shmget", "msgget", "semget",
    "mq_open", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "mount", "umount2",
    "pivot_root", "chroot", "setns", "unshare", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "bpf", "keyctl", "add_key", "request_key", "perf_event_open", "userfaultfd", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "name_to_handle_at", "open_by_handle_at", "kexec_load", "kexec_file_load",
    "init_module", "finit_module", "delete_module", "acct", "swapon", "swapoff", "reboot", "quotactl", "settimeofday",
    "clock_settime", "adjtimex", "personality", "syslog", "lookup_dcookie", "vhangup",
    # By these two children could meet: an end of a socketpair that gets a name, or one that is sent to by name.
    "bind", "connect", "listen", "accept", "accept4", "sendmsg", "sendmmsg",
    # What another child opens and reads: events, and what of a file is in memory.
    "inotify_init", "inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark",
    "mincore", "cachestat", "preadv2", "pwritev2",
    # What is counted for the whole account or the whole machine, or concerns it.
    "io_setup", "mbind", "set_mempolicy", "set_mempolicy_home_node", "migrate_pages", "move_pages", "timer_create",
    "sync", "syncfs", "sched_setscheduler", "sched_setattr", "ioprio_set",
)  # fmt: skip
# Commands of fcntl. Two children could meet at a lease, or where they watch a folder; the memory of pipes is the account's.
F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW = 5, 6, 7, 36, 37, 38
F_SETLEASE, F_GETLEASE, F_NOTIFY, F_SETPIPE_SZ = 1024, 1025, 1026, 1031
REFUSED_COMMANDS = (F_GETLK, F_OFD_GETLK, F_SETLEASE, F_GETLEASE, F_NOTIFY, F_SETPIPE_SZ)
GRANTED_COMMANDS = (F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW)

libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def build_filter():
    """The system-call filter. It is built once, before the first fork, and loaded by each child."""
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in REFUSED:
        if pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0:  # an older library may not know it
            rules.add_rule(refuse, name)
    rules.add_rule(
        pyseccomp.ERRNO(errno.ENOSYS), "clone3"
    )  # its flags cannot be read; the C library falls back to clone
    rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))  # threads only
    rules.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socketpair", pyseccomp.Arg(0, pyseccomp.NE, AF_UNIX))
    rules.add_rule(refuse, "sendto", pyseccomp.Arg(4, pyseccomp.NE, 0))  # to somebody by name
    for command in REFUSED_COMMANDS:
        rules.add_rule(refuse, "fcntl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, LOW, command))
    # Files outside the scratch folder are the same for all children, and so would be a lock on one. In a process that is
    # alone every lock is granted: so is each of these, and none is taken.
    granted = pyseccomp.ERRNO(0)
    rules.add_rule(granted, "flock")
    for command in GRANTED_COMMANDS:
        rules.add_rule(granted, "fcntl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, LOW, command))
    return rules


def make_devices_read_only() -> None:
    """For all children: whoever owns the devices could else change the mode and times of files that are the same for the whole
    machine. They can be written to all the same."""
    for name in os.listdir("/dev"):
        place = f"/dev/{name}"
        kept = os.statvfs(place).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
        flags = ctypes.c_ulong(MS_REMOUNT | MS_BIND | MS_RDONLY | kept)
        _checked(libc.mount(None, place.encode(), None, flags, None), f"making {place} read-only")


def next_child_leads_a_namespace(own: int) -> None:
    """The next fork makes process 1 of a process namespace of its own. own: descriptor of the caller's namespace, to which
    it must return first: leaving it twice in a row is refused."""
    _checked(libc.setns(own, CLONE_NEWPID), "returning to the own process namespace")
    _checked(libc.unshare(CLONE_NEWPID), "making a process namespace")


def keep_only(*kept: int) -> None:
    """Point descriptors 0 to 2 at nothing and close all others that are not named."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    edges = [2, *sorted(kept), os.sysconf("SC_OPEN_MAX")]
    for before, after in pairwise(edges):
        os.closerange(before + 1, after)


def confine(filter_, limits: Limits) -> None:
    """Everything else. OSError if the system refuses a step; the caller must then not run the submission."""
    _leave_namespaces()
    size = f"size={limits.scratch_megabytes}m,nr_inodes={limits.scratch_files},mode=700"
    _mount(SCRATCH, MS_NOSUID | MS_NODEV, size.encode())
    mapped = _mapped_bytes()
    _mount("/proc", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, b"size=4k,nr_inodes=2,mode=555")
    _limit_resources(limits, mapped)
    _drop_capabilities()
    _checked(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "hiding the memory")
    _checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "giving up privileges")
    filter_.load()


def _leave_namespaces() -> None:
    """Mounts and shared memory of its own, and a user namespace, in which this child's threads and signals are counted by
    themselves and not with the account's. The system does not count those of root, nor lets root be mapped."""
    user, group = os.geteuid(), os.getegid()
    if user and libc.unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC) == 0:
        for name, line in (("uid_map", f"{user} {user} 1"), ("setgroups", "deny"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
    else:
        _checked(libc.unshare(CLONE_NEWNS | CLONE_NEWIPC), "making a mount namespace")


def _limit_resources(limits: Limits, mapped: int) -> None:
    """Set the resource limits; memory is counted from what is mapped already."""
    most_of = {
        resource.RLIMIT_AS: mapped + limits.memory_megabytes * MEGABYTE,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_megabytes * MEGABYTE,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.threads,  # the system does not count root's
        resource.RLIMIT_STACK: limits.stack_megabytes * MEGABYTE,
        **dict.fromkeys((resource.RLIMIT_CORE, resource.RLIMIT_MSGQUEUE, resource.RLIMIT_MEMLOCK), 0),
        resource.RLIMIT_SIGPENDING: QUEUED_SIGNALS,  # counted for the whole account
    }
    for what, most in most_of.items():
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _mapped_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _mount(place: str, flags: int, options: bytes) -> None:
    _checked(libc.mount(b"tmpfs", place.encode(), b"tmpfs", ctypes.c_ulong(flags), options), f"mounting on {place}")


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def _drop_capabilities() -> None:
    number = 0
    while (
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0
    ):  # needs CAP_SETPCAP; without it nothing can be regained either
        number += 1
    header, none = _Header(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _checked(libc.capset(ctypes.byref(header), none), "dropping capabilities")
