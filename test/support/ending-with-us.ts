import { spawn } from 'node:child_process';

/**
 * Makes a process end, and its folder go, when the test process dies, however it dies: a shell waits for the end of our pipe.
 * Call what it gives back before the process is ended in order.
 */
export function endWithUs(processID: number, folder: string): () => void {
  const script =
    'read -r word; [ "$word" = forget ] && exit; kill -INT "$1"; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf "$2"';
  const child = spawn('/bin/sh', ['-c', script, 'sh', String(processID), folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.unref();
  // A pipe to a child is a socket; its type does not say so.
  (child.stdin as unknown as { unref(): void }).unref();
  return () => {
    child.stdin?.end('forget\n');
  };
}
