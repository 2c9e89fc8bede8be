import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAlive } from './postgres-cluster'

/** What `postmaster.pid` says: the server's process id and its port (0 while it is not listening yet). */
export function readPostmaster(folder: string): { pid: number; port: number } | undefined {
  try {
    const [pid, , , port] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(pid), port: Number(port ?? 0) }
  } catch {
    return undefined
  }
}

/** True when this process is alive and is the server of that data: process ids are used again. */
export function isServerOf(folder: string, pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false
  const command = commandOf(pid)
  return (
    basename(command[0] ?? '') === 'postgres' && (command.includes(folder) || workingFolder(pid) === folder)
  )
}

function commandOf(pid: number): string[] {
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    } catch {
      return []
    }
  }
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split(' ')
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
