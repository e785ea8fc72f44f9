/*
 * Preloaded into a node, keeps a journal of everything that it asks of the disk for the files of its log: each write
 * with its bytes, each sync, each name given, noted before the call and again after it has returned. Goes between the
 * process and libc, so what does not go through libc is missed; the test compares the journal with the file.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { WRITE = 1, DURABLE_WRITE, SYNC, NAME, END, UNKNOWN };

/* Little-endian, then `length` bytes: of a write what is written, of a name the name. See journal.ts. */
struct entry {
  uint32_t kind, length;
  uint64_t operation, nanoseconds, inode, offset;
};

static int journal = -1;
static char folder[PATH_MAX];
static atomic_uint operations;

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("POWER_CUT_JOURNAL"), *of = getenv("POWER_CUT_FOLDER");
  if (!file || !of || strlen(of) >= sizeof folder) return;
  strcpy(folder, of);
  journal = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
}

/* In one append, so that entries of several threads stand one behind the other. */
static void note(struct entry entry, const struct iovec *bytes, int count) {
  struct iovec all[IOV_MAX] = {{&entry, sizeof entry}};
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  entry.nanoseconds = now.tv_sec * 1000000000ull + now.tv_nsec;
  for (int i = 0; i < count; i++) all[i + 1] = bytes[i], entry.length += bytes[i].iov_len;
  if (syscall(SYS_writev, journal, all, count + 1) != (long)(sizeof entry + entry.length)) abort();
}

static uint64_t next_operation(void) { return (uint64_t)getpid() << 32 | atomic_fetch_add(&operations, 1); }

/* The log, also under the name it has until it is whole, and the folder itself; not the locks, which outlive nothing. */
static int belongs(const char *path) {
  size_t length = strlen(folder);
  if (journal < 0 || strncmp(path, folder, length)) return 0;
  const char *name = path + length;
  return !*name || (!strncmp(name, "/events.mdb", 11) && !strstr(name, "-lock")) || !strncmp(name, "/journal-", 9);
}

static uint64_t inode_of(int fd) {
  char link[32] = "/proc/self/fd/", path[PATH_MAX] = "", digits[12];
  struct stat status;
  int at = 14, n = 0;
  if (journal < 0 || fd < 0) return 0;
  for (unsigned rest = fd; n == 0 || rest; rest /= 10) digits[n++] = '0' + rest % 10;
  while (n) link[at++] = digits[--n];
  ssize_t length = readlink(link, path, sizeof path - 1);
  return length > 0 && belongs(path) && !fstat(fd, &status) ? status.st_ino : 0;
}

static uint64_t start(enum kind kind, uint64_t inode, uint64_t offset, const struct iovec *bytes, int count) {
  int saved = errno;
  uint64_t operation = next_operation();
  note((struct entry){.kind = kind, .operation = operation, .inode = inode, .offset = offset}, bytes, count);
  errno = saved;
  return operation;
}

/* The offset of an end is what the call answered. */
static long finish(uint64_t operation, long answer) {
  int saved = errno;
  note((struct entry){.kind = END, .operation = operation, .offset = (uint64_t)answer}, NULL, 0);
  errno = saved;
  return answer;
}

static uint64_t start_write(int fd, uint64_t inode, off_t offset, const struct iovec *bytes, int count) {
  int durable = fcntl(fd, F_GETFL) & O_DSYNC; /* a part of O_SYNC */
  return start(durable ? DURABLE_WRITE : WRITE, inode, offset, bytes, count);
}

static ssize_t written(int fd, const struct iovec *bytes, int count) {
  uint64_t inode = inode_of(fd);
  if (!inode) return syscall(SYS_writev, fd, bytes, count);
  uint64_t operation = start_write(fd, inode, lseek(fd, 0, SEEK_CUR), bytes, count);
  return finish(operation, syscall(SYS_writev, fd, bytes, count));
}

static ssize_t written_at(int fd, const struct iovec *bytes, int count, off_t offset) {
  uint64_t inode = inode_of(fd);
  if (!inode) return syscall(SYS_pwritev, fd, bytes, count, offset, 0);
  uint64_t operation = start_write(fd, inode, offset, bytes, count);
  return finish(operation, syscall(SYS_pwritev, fd, bytes, count, offset, 0));
}

static int synced(int fd, long call) {
  uint64_t inode = inode_of(fd);
  if (!inode) return syscall(call, fd);
  uint64_t operation = start(SYNC, inode, 0, NULL, 0);
  return finish(operation, syscall(call, fd));
}

/* What the model of the disk does not know. The test fails where it is done. */
static void refuse(int fd) {
  uint64_t inode = inode_of(fd);
  if (inode) start(UNKNOWN, inode, 0, NULL, 0);
}

#define ONE(from, size) &(struct iovec){(void *)(from), size}, 1
ssize_t write(int fd, const void *from, size_t size) { return written(fd, ONE(from, size)); }
ssize_t writev(int fd, const struct iovec *bytes, int count) { return written(fd, bytes, count); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { return written_at(fd, ONE(from, size), at); }
ssize_t pwrite64(int fd, const void *from, size_t size, off_t at) { return written_at(fd, ONE(from, size), at); }
ssize_t pwritev(int fd, const struct iovec *bytes, int count, off_t at) { return written_at(fd, bytes, count, at); }
ssize_t pwritev64(int fd, const struct iovec *bytes, int count, off_t at) { return written_at(fd, bytes, count, at); }
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t size) { return refuse(fd), syscall(SYS_ftruncate, fd, size); }
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }
int fallocate(int fd, int mode, off_t at, off_t size) { return refuse(fd), syscall(SYS_fallocate, fd, mode, at, size); }
int fallocate64(int fd, int mode, off_t at, off_t size) { return fallocate(fd, mode, at, size); }
int posix_fallocate(int fd, off_t at, off_t size) { return fallocate(fd, 0, at, size) ? errno : 0; }
int posix_fallocate64(int fd, off_t at, off_t size) { return posix_fallocate(fd, at, size); }

void *mmap(void *place, size_t size, int protection, int flags, int fd, off_t at) {
  if ((flags & MAP_SHARED) && (protection & PROT_WRITE)) refuse(fd);
  return (void *)syscall(SYS_mmap, place, size, protection, flags, fd, at);
}
void *mmap64(void *place, size_t size, int protection, int flags, int fd, off_t at) {
  return mmap(place, size, protection, flags, fd, at);
}

/* A name is noted with the file that has it from then on. A new file's first name is noted when it is opened. */
static uint64_t start_name(uint64_t inode, const char *path) {
  const char *name = strrchr(path, '/') + 1;
  return start(NAME, inode, 0, ONE(name, strlen(name)));
}

static int opened(int directory, const char *path, int flags, int mode) {
  struct stat before;
  int is_new = (flags & O_CREAT) && belongs(path) && stat(path, &before);
  int fd = syscall(SYS_openat, directory, path, flags, mode);
  if (is_new && fd >= 0) finish(start_name(inode_of(fd), path), 0);
  else if (flags & O_TRUNC) refuse(fd);
  return fd;
}
#define OPEN(name, parameters, directory)                                                                              \
  int name parameters {                                                                                                \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;                                                  \
    va_end(rest);                                                                                                      \
    return opened(directory, path, flags, mode);                                                                       \
  }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int directory, const char *path, int flags, ...), directory)
OPEN(openat64, (int directory, const char *path, int flags, ...), directory)

int rename(const char *from, const char *to) {
  struct stat status;
  if (!belongs(from) || stat(from, &status)) return syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  uint64_t operation = start_name(status.st_ino, to);
  return finish(operation, syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
}
