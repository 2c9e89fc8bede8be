// Loaded into every process that the house starts (`--import`). Its standard input is a pipe from the house: when the
// house is gone, in whatever way, the pipe closes and the process ends as if it had been told to.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.resume()
if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref()
