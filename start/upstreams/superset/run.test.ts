import { describe, expect, it } from 'vitest'
import { run } from './run'

describe('running a program', () => {
  it('answers what it wrote', async () => {
    expect(await run(process.execPath, ['-e', 'process.stdout.write("made")'])).toBe('made')
  })

  it('says its last words when it fails', async () => {
    const failing = run(process.execPath, ['-e', 'console.error("no room"); process.exit(3)'])
    await expect(failing).rejects.toThrow(/failed \(3\):\n {2}no room/)
  })

  it('hands it the environment that it is told, and not ours', async () => {
    const told = await run(process.execPath, ['-p', 'process.env.TZ + process.env.MINE'], {
      env: { MINE: 'yes' },
    })
    expect(told.trim()).toBe('undefinedyes')
  })

  it('says when there is no such program', async () => {
    await expect(run('/nowhere/python', [])).rejects.toThrow('/nowhere/python cannot be run')
  })
})
