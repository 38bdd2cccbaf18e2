import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { InstarError, usageError } from '../errors/index.ts'
import { Interrupted, OutputClosed, reportError } from './errors.ts'
import { type Language, messagesIn } from './language.ts'

function reported(error: unknown, language: Language = 'en', env: NodeJS.ProcessEnv = {}) {
  let written = ''
  const stderr = { write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream
  const code = reportError(error, { stderr, env, text: messagesIn(language), language })
  return { code, written }
}

const systemError = (code: string) => Object.assign(new Error(`${code}: it went wrong`), { code })

test('an error of ours is its sentence; usage is 2, failure 1', () => {
  expect(reported(new InstarError('Expected a, found b'))).toEqual({ code: 1, written: 'error: Expected a, found b\n' })
  expect(reported(usageError('wrong key'))).toEqual({ code: 2, written: 'error: wrong key\n' })
})

test('interruption is 130, a reader that has gone is no failure; both were said already', () => {
  expect(reported(new Interrupted())).toEqual({ code: 130, written: '' })
  expect(reported(new OutputClosed())).toEqual({ code: 0, written: '' })
})

test.each([
  ['ENOSPC', /disk is full/, /磁盘已满/],
  ['ECONNREFUSED', /registry cannot be reached/, /无法连接/],
  ['E404', /no such package/, /没有这个包/],
  ['EACCES', /Permission denied/, /没有权限/],
  ['EADDRINUSE', /In use/, /占用/],
  ['EBUSY', /In use/, /占用/],
  ['ENOENT', /no such file/, /没有这个文件/],
  ['EMFILE', /Too many files/, /文件过多/],
])('%s is a sentence in both languages', (code, english, chinese) => {
  expect(reported(systemError(code)).written).toMatch(english)
  expect(reported(systemError(code), 'zh').written).toMatch(chinese)
  const ours = new InstarError('Could not write runs/a/run.db', { cause: systemError(code) })
  expect(reported(ours).written).toBe('error: Could not write runs/a/run.db\n')
  expect(reported(ours, 'zh').written).toMatch(chinese)
  expect(reported(ours, 'zh').written).toContain('runs/a/run.db')
})

test('an error is not hidden by another one of cleaning up after it', () => {
  const first = usageError('Expected a, found b')
  const error = new SuppressedError(new Error('closed'), new SuppressedError(new Error('full'), first))
  expect(reported(error)).toEqual({ code: 2, written: 'error: Expected a, found b\n' })
})

test('anything else is one line, without a stack unless asked for', () => {
  const error = new TypeError('x is not a function')
  expect(reported(error)).toEqual({
    code: 1,
    written: 'error: Something went wrong inside Instar: x is not a function (INSTAR_DEBUG=1 shows where)\n',
  })
  const debugged = reported(new InstarError('outer', { cause: error }), 'en', { INSTAR_DEBUG: '1' }).written
  expect(debugged).toContain('errors.test.ts')
  expect(debugged).toContain('Caused by: TypeError')
})

test.each([
  [
    'commander.unknownOption',
    "error: unknown option '--stps'\n(Did you mean --steps?)",
    '没有选项“--stps”；是不是 --steps？',
  ],
  [
    'commander.unknownCommand',
    "error: unknown command 'rase'\n(Did you mean one of raise, eval?)",
    '没有命令“rase”；是不是 raise, eval？',
  ],
  ['commander.missingArgument', "error: missing required argument 'RUN'", '缺少参数“RUN”'],
  [
    'commander.optionMissingArgument',
    "error: option '--out <folder>' argument missing",
    '选项“--out <folder>”需要一个值',
  ],
  ['commander.excessArguments', "error: too many arguments for 'x'. Expected 1 argument but got 2: a, b.", '参数过多'],
])('%s is translated', (code, message, chinese) => {
  const { code: exit, written } = reported(new CommanderError(1, code, message), 'zh')
  expect(exit).toBe(2)
  expect(written).toBe(`错误：${chinese}\n`)
})
