// Holds or fails the system calls of a process, at a place that a test names: preloaded into what a machine's sshd and
// guard run (`nursery arm`), or into a mother. In its folder (CELL_FAULTS, or /run/faults) a test writes
//   plan    lines "hold SKIP GLOB" and "full SKIP GLOB": at the event after so many that fit the glob
//   go      what was held goes on
//   clock   seconds that the clock is ahead from then on; timers go on as in a real jump
// and reads
//   held    the event at which a thread waits
//   full    the event from which on nothing can be written, until the test takes the file away
//   log     every event, if the test made the file
// An event is "WHO CALL PATH", WHO being the program's name, of a cell its command (implant, guard, start); CALL one of
// exec (PATH: the whole command), open (for writing), write, fsync, mkdir, symlink, rename and, when it is done, renamed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { LONG = 1024, MOST_RULES = 4 };
static char folder[256] = "/run/faults", who[64], plan[LONG];
static int seen[MOST_RULES];

#define REAL(name) ((__typeof__(&name))look_up(RTLD_NEXT, #name))

static void *look_up(void *handle, const char *name) {
    static void *(*real)(void *, const char *);
    if (!real) real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
    if (!real) real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    return real(handle, name);
}

// The library's own calls are raw: they must not be events themselves.
static int open_there(const char *name, int flags) {
    char path[LONG];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
}

static int is_there(const char *name) {
    char path[LONG];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

static int say(const char *name, int flags, const char *event) {
    char line[LONG + 1];
    int file = open_there(name, O_WRONLY | flags);
    if (file < 0) return 0;
    syscall(SYS_write, file, line, (size_t)snprintf(line, sizeof line, "%s\n", event));
    syscall(SYS_close, file);
    return 1;
}

static void read_plan(void) {
    char text[LONG] = "";
    int file = open_there("plan", O_RDONLY);
    if (file >= 0) {
        long length = syscall(SYS_read, file, text, sizeof text - 1);
        text[length > 0 ? length : 0] = 0;
        syscall(SYS_close, file);
    }
    if (strcmp(text, plan) != 0) {
        strcpy(plan, text);
        memset(seen, 0, sizeof seen);
    }
}

// event CALL PATH: waits where it is to be held; whether the disk is full.
static int event(const char *call, const char *path) {
    char what[LONG], rule[LONG];
    int kept = errno, number = 0;
    snprintf(what, sizeof what, "%s %s %.800s", who, call, path);
    say("log", O_APPEND, what);
    read_plan();
    for (char *at = plan; *at && number < MOST_RULES; number++) {
        int skip = 0, from = 0;
        char act[8] = "";
        size_t length = strcspn(at, "\n");
        snprintf(rule, sizeof rule, "%.*s", (int)length, at);
        at += length + (at[length] != 0);
        if (sscanf(rule, "%7s %d %n", act, &skip, &from) < 2 || fnmatch(rule + from, what, 0) != 0 || __sync_fetch_and_add(&seen[number], 1) != skip) continue;
        if (strcmp(act, "full") == 0) say("full", O_CREAT | O_EXCL, what);
        else if (say("held", O_CREAT | O_EXCL, what))
            while (!is_there("go")) usleep(2000);
    }
    errno = kept;
    return is_there("full");
}

static void path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, LONG - 1);
    path[length > 0 ? length : 0] = 0;
}

// whole_of FOLDER PATH BUFFER: an absolute path.
static const char *whole_of(int at, const char *path, char *whole) {
    if (at == AT_FDCWD || path[0] == '/') return path;
    path_of(at, whole);
    size_t length = strlen(whole);
    snprintf(whole + length, LONG - length, "/%s", path);
    return whole;
}

// Pipes, sockets, devices and what lies in memory are no disk.
static int on_disk(const char *path) {
    return path[0] == '/' && strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0 && strncmp(path, "/sys/", 5) != 0 && strncmp(path, "/run/", 5) != 0;
}

static int is_full(const char *call, const char *path) {
    if (!on_disk(path) || !event(call, path)) return 0;
    errno = ENOSPC;
    return 1;
}

static int is_full_file(const char *call, int file) {
    char path[LONG];
    path_of(file, path);
    return is_full(call, path);
}

__attribute__((constructor)) static void begin(void) {
    char line[LONG] = "";
    int file = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC, 0);
    long length = syscall(SYS_read, file, line, sizeof line - 1);
    syscall(SYS_close, file);
    const char *name = strrchr(line, '/') ? strrchr(line, '/') + 1 : line, *order = line + strlen(line) + 1;
    snprintf(who, sizeof who, "%s", strcmp(name, "cell") == 0 ? order : name);
    for (long at = 0; at + 1 < length; at++)
        if (line[at] == 0) line[at] = ' ';
    if (getenv("CELL_FAULTS")) snprintf(folder, sizeof folder, "%s", getenv("CELL_FAULTS"));
    event("exec", line);
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    char whole[LONG];
    // What is there already needs no room to be opened.
    int is_new = (flags & O_CREAT) && syscall(SYS_faccessat, at, path, F_OK) != 0;
    if ((flags & O_ACCMODE) != O_RDONLY && is_full("open", whole_of(at, path, whole)) && is_new) return -1;
    errno = 0;
    return (int)syscall(SYS_openat, at, path, flags, mode);
}

#define MODE(flags, mode) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return opened(at, path, flags, mode); }

ssize_t write(int file, const void *bytes, size_t length) {
    return is_full_file("write", file) ? -1 : REAL(write)(file, bytes, length);
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
    return is_full_file("write", file) ? -1 : REAL(pwrite)(file, bytes, length, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    return is_full_file("write", file) ? -1 : REAL(pwrite64)(file, bytes, length, at);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    return is_full_file("write", file) ? -1 : REAL(pwritev64)(file, parts, count, at);
}
int fsync(int file) { return is_full_file("fsync", file) ? -1 : REAL(fsync)(file); }
int ftruncate64(int file, off64_t length) { return is_full_file("write", file) ? -1 : REAL(ftruncate64)(file, length); }
int posix_fallocate64(int file, off64_t from, off64_t length) { return is_full_file("write", file) ? ENOSPC : REAL(posix_fallocate64)(file, from, length); }
ssize_t sendfile64(int to, int from, off64_t *at, size_t length);
ssize_t sendfile64(int to, int from, off64_t *at, size_t length) { return is_full_file("write", to) ? -1 : REAL(sendfile64)(to, from, at, length); }
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *where, size_t length, unsigned flags) {
    return is_full_file("write", to) ? -1 : REAL(copy_file_range)(from, at, to, where, length, flags);
}
int mkdir(const char *path, mode_t mode) { return is_full("mkdir", path) ? -1 : REAL(mkdir)(path, mode); }
int symlink(const char *to, const char *path) { return is_full("symlink", path) ? -1 : REAL(symlink)(to, path); }
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_at, const char *from, int to_at, const char *to) {
    char whole[LONG];
    if (is_full("rename", whole_of(to_at, to, whole))) return -1;
    int done = REAL(renameat)(from_at, from, to_at, to);
    if (done == 0) event("renamed", whole_of(to_at, to, whole));
    return done;
}

static long ahead(void) {
    char text[32] = "";
    int kept = errno, file = open_there("clock", O_RDONLY);
    if (file >= 0) {
        long length = syscall(SYS_read, file, text, sizeof text - 1);
        text[length > 0 ? length : 0] = 0;
        syscall(SYS_close, file);
    }
    errno = kept;
    return atol(text);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = (int)syscall(SYS_clock_gettime, clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
    return done;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec exact;
    int done = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return done;
}
time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}

// Whoever asks libc itself for a function (as .NET does for LibraryImport) gets this one all the same.
void *dlsym(void *handle, const char *name) {
    static const struct { const char *name; void *function; } ours[] = {
        {"open", (void *)open}, {"openat", (void *)openat}, {"fsync", (void *)fsync}, {"rename", (void *)rename}, {"renameat", (void *)renameat},
        {"clock_gettime", (void *)clock_gettime},
    };
    for (size_t number = 0; number < sizeof ours / sizeof *ours; number++)
        if (strcmp(ours[number].name, name) == 0) return ours[number].function;
    return look_up(handle, name);
}
