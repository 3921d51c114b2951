// Loaded before a program (NODE_OPTIONS=--import): while the file DEAD_DISK exists, every write below DEAD_DISK_FOLDER ends in EIO, as on a disk that
// died. Reads go on. PostgreSQL is another program and is not touched.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { DEAD_DISK, DEAD_DISK_FOLDER } = process.env;
const isDead = () => fs.existsSync(DEAD_DISK);
const isBelow = (path) => String(path).startsWith(DEAD_DISK_FOLDER);
const failure = (syscall) => Object.assign(new Error(`EIO: i/o error, ${syscall}`), { code: 'EIO', errno: -5, syscall });
const readlink = fs.readlinkSync;
const refuses = (target) => {
  if (!isDead()) return false;
  if (typeof target !== 'number') return isBelow(target);
  try {
    return isBelow(readlink(`/proc/self/fd/${target}`));
  } catch {
    return false;
  }
};
const writes = (flags) => (typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(flags ?? 'r'));

for (const name of [
  'write',
  'writev',
  'fsync',
  'fdatasync',
  'ftruncate',
  'rename',
  'unlink',
  'mkdir',
  'link',
  'rm',
  'writeFile',
  'appendFile',
]) {
  const real = fs[name];
  fs[name] = (target, ...rest) => {
    if (!refuses(target)) return real(target, ...rest);
    const done = rest.at(-1);
    return setImmediate(() => done(failure(name)));
  };
  const realSync = fs[`${name}Sync`];
  fs[`${name}Sync`] = (target, ...rest) => {
    if (refuses(target)) throw failure(name);
    return realSync(target, ...rest);
  };
  const promised = fs.promises[name];
  if (promised) {
    fs.promises[name] = async (target, ...rest) => {
      if (refuses(target)) throw failure(name);
      return promised(target, ...rest);
    };
  }
}

const open = fs.open;
fs.open = (path, flags, ...rest) =>
  writes(flags) && refuses(path) ? setImmediate(() => rest.at(-1)(failure('open'))) : open(path, flags, ...rest);
const openSync = fs.openSync;
fs.openSync = (path, flags, ...rest) => {
  if (writes(flags) && refuses(path)) throw failure('open');
  return openSync(path, flags, ...rest);
};
const openPromised = fs.promises.open;
fs.promises.open = async (path, flags, ...rest) => {
  if (writes(flags) && refuses(path)) throw failure('open');
  return openPromised(path, flags, ...rest);
};
syncBuiltinESMExports();
