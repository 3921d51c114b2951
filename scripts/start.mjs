// What `npm start` runs: builds what is not up to date, then is the launcher, in one process.
const shell = process.ppid;
if (process.env.npm_lifecycle_event === 'start') {
  // npm hands a signal to the shell that it put between; where that shell ends without passing it on, its end is the signal.
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
await import('./build.mjs');
await import('../dist/embedded/main.js');
