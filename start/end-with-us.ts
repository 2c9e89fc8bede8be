import { spawn } from 'node:child_process'

export type Watched = {
  pid: number
  signal: 'QUIT' | 'TERM'
  /** Taken away with the process: its throw-away data. */
  folder?: string
}

/**
 * A shell that waits for us to end, in whatever way (`kill -9` too), and then ends a process that we started. Answers what
 * calls it off.
 */
export function endWithUs({ pid, signal, folder }: Watched): () => void {
  const script = 'cat >/dev/null; kill "-$1" "$2" 2>/dev/null && sleep 1; [ -z "$3" ] || rm -rf "$3"'
  const watch = spawn('/bin/sh', ['-c', script, 'sh', signal, String(pid), folder ?? ''], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watch.on('error', () => {})
  watch.unref()
  const { stdin } = watch as { stdin: { unref?: () => void } | null }
  stdin?.unref?.()
  return () => watch.kill('SIGKILL')
}
