// Loaded into every process that the house starts (`--import`). Its standard input is a pipe from the house: when the
// house is gone, in whatever way, the pipe closes and the process ends as if it had been told to. What that process
// starts itself inherits the flag (Next's development server hands it on) but no such pipe: it is not the house's child.
const IS_TIED = 'PERGOLA_ENDS_WITH_PARENT'

if (process.env[IS_TIED] === undefined) {
  process.env[IS_TIED] = '1'
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'))
  process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'))
  process.stdin.resume()
  if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref()
}
