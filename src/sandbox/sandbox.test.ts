import { afterAll, describe, expect, test } from 'vitest'
import { openSandbox, runJavaScript } from './index.ts'

const timeoutMs = 300
const sandbox = openSandbox({ timeoutMs, outputCharacters: 500 })
afterAll(() => sandbox.close())
const run = (code: string) => sandbox.run(code)
const timedOut = { output: 'Error: timed out after 0.3 s', ok: false }
const outOfMemory = { output: 'InternalError: out of memory', ok: false }

describe('what a run answers', () => {
  test.each([
    ['the last expression', '17 + 25', '42'],
    ['a string as it is', `'strawberry'.split('r').length - 1 + ' r'`, '3 r'],
    ['booleans', '9.11 > 9.9', 'false'],
    ['big integers', '2n ** 64n', '18446744073709551616'],
    ['objects as JSON', '({ a: [1, "b", null] })', '{"a":[1,"b",null]}'],
    ['maps, sets and typed arrays', '[...new Set([1, 1])].concat([...new Map([[2, 3]]).keys()])', '[1,2]'],
    ['a set itself', 'new Set("hello")', '["h","e","l","o"]'],
    ['a typed array itself', 'new Uint8Array([1, 2])', '[1,2]'],
    ['a cyclic object', 'const o = {}; o.o = o; o', '[object]'],
    ['printed lines', 'console.log("a", 1, [2]); console.log({ b: 3 })', 'a 1 [2]\n{"b":3}'],
    ['printed lines, then the value', 'console.log("a"); 5', 'a\n5'],
    ['an empty printed line', 'console.log(""); 5', '\n5'],
    ['an awaited promise', '(async () => { await null; return 41 + 1 })()', '42'],
    ['nothing', '', 'undefined'],
    ['Chinese and emoji', `[...'西瓜籽🍉'].reverse().join('')`, '🍉籽瓜西'],
  ])('%s', async (_, code, output) => {
    expect(await run(code)).toEqual({ output, ok: true })
  })

  test.each([
    ['an unknown name', 'nope', "ReferenceError: 'nope' is not defined"],
    ['a syntax error', '1 +', "SyntaxError: unexpected token in expression: ''"],
    ['a thrown value', 'throw { a: 1 }', 'Error: {"a":1}'],
    ['lines before an error', 'console.log("a"); null.x', "a\nTypeError: cannot read property 'x' of null"],
    ['a rejected promise', '(async () => { throw new RangeError("r") })()', 'RangeError: r'],
    ['a promise that never settles', 'new Promise(() => {})', 'Error: the promise never settles'],
  ])('%s is short text', async (_, code, output) => {
    expect(await run(code)).toEqual({ output, ok: false })
  })

  test('long output is cut, and the cut is marked', async () => {
    expect((await run('"x".repeat(1e6)')).output).toBe(`${'x'.repeat(500)}…`)
    expect((await run('for (let i = 0; i < 1e5; i++) console.log(i)')).output).toHaveLength(501)
    expect((await run('throw new Error("y".repeat(1e6))')).output).toHaveLength(501)
  })
})

describe('nothing of the host is reachable', () => {
  const absent = `['process', 'require', 'module', 'fetch', 'setTimeout', 'Buffer', 'WebAssembly', 'Worker', 'Deno', 'std',
    'os', 'postMessage', 'parentPort', 'global', 'XMLHttpRequest', 'navigator', '__dirname', 'Atomics']`
  test.each([
    ['global names', `${absent}.filter(name => name in globalThis || eval('typeof ' + name) !== 'undefined')`, '[]'],
    ['constructor.constructor', `[].constructor.constructor('return typeof process')()`, 'undefined'],
    ['the constructor of console.log', `console.log.constructor('return typeof require')()`, 'undefined'],
    ['indirect eval', `(0, eval)('typeof process')`, 'undefined'],
    [
      'the caller of a callback',
      `[1].map(function f() { try { return f.caller ?? 'none' } catch { return 'none' } })`,
      '["none"]',
    ],
    ['error stacks', `/worker|sandbox|node:|file:/.test(new Error('x').stack)`, 'false'],
    [
      'prepareStackTrace',
      `Error.prepareStackTrace = (e, frames) => frames[0].getThis(); String(new Error('a').stack?.process)`,
      'undefined',
    ],
  ])('%s', async (_, code, output) => {
    expect(await run(code)).toEqual({ output, ok: true })
  })

  test.each([
    ['import()', `import('node:fs')`],
    ['a static import', `import fs from 'node:fs'; fs`],
    ['import() of a data address', `import('data:text/javascript,export default 1')`],
    ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
    ['exit', 'process.exit(1)'],
  ])('%s fails', async (_, code) => {
    const { ok, output } = await run(code)
    expect(ok).toBe(false)
    expect(output).toMatch(/^(Reference|Syntax|Type)Error/)
  })
})

describe('runs do not see each other', () => {
  test.each([
    ['a global', 'globalThis.left = 1; var also = 2', 'typeof left + typeof also', 'undefinedundefined'],
    [
      'a polluted prototype',
      'Object.prototype.x = 1; Array.prototype.map = () => 7',
      '[1].map(i => i + 1) + typeof ({}).x',
      '2undefined',
    ],
    ['a replaced console', 'console.log = () => 1; globalThis.console = null', 'console.log("here")', 'here'],
    ['replaced built-ins', 'String = JSON = Array = Map = null; String.prototype', '[1, "a"]', '[1,"a"]'],
    ['a frozen world', 'Object.freeze(globalThis); Object.freeze(Object.prototype)', 'var z = 3; z', '3'],
    ['jobs left in the queue', 'Promise.resolve().then(() => { globalThis.late = 1 }); 0', 'typeof late', 'undefined'],
  ])('%s', async (_, first, second, output) => {
    await run(first)
    expect(await run(second)).toEqual({ output, ok: true })
  })
})

describe('exhaustion ends as text', () => {
  test.each([
    ['an endless loop', 'for (;;) {}'],
    ['an endless loop that catches', 'for (;;) { try { for (;;) {} } catch {} finally { continue } }'],
    ['an endless loop in a getter of the result', '({ get a() { for (;;) {} } })'],
    ['an endless toString', '({ toString() { for (;;) {} }, toJSON() { for (;;) {} } })'],
    ['a proxy that never answers', 'new Proxy({}, { get() { for (;;) {} }, ownKeys() { for (;;) {} } })'],
    ['a generator that is spread', 'for (const x of (function* () { for (;;) yield 1 })()) {}'],
    ['an async loop', '(async () => { for (;;) await 0 })()'],
    ['a regex bomb', '/^(a+)+$/.test("a".repeat(50) + "b")'],
    ['a join that ignores interrupts', 'new Array(2 ** 32 - 1).join("ab")'],
    ['a sort with an endless comparison', '[2, 1].sort(() => { for (;;) {} })'],
    ['an error whose message loops', 'throw Object.defineProperty(new Error(), "message", { get() { for (;;) {} } })'],
  ])('%s times out', async (_, code) => {
    expect(await run(code)).toEqual(timedOut)
  })

  test.each([
    ['an array that grows', 'const a = []; for (;;) a.push([a.length])'],
    ['typed arrays', 'const a = []; for (;;) a.push(new Uint8Array(1e6))'],
    ['one enormous buffer', 'new ArrayBuffer(2 ** 31)'],
    ['a doubled string', 'let s = "ab"; for (;;) s = s + s + s.length'],
    ['a repeated string', '"a".repeat(2 ** 29)'],
    ['lazily repeated strings', 'let s = "a".repeat(2 ** 24), t = []; for (;;) t.push(s + t.length)'],
    ['a filled array', 'new Array(2 ** 31).fill(1)'],
    ['a string padded for show', '[1].map(() => "x".padEnd(2 ** 29))'],
    ['closures', 'let f = () => 0; for (;;) { const g = f; f = () => g }'],
    ['a generator that is collected', '[...(function* () { for (;;) yield [] })()]'],
    ['promises that breed', '(function f() { return Promise.resolve().then(f) })()'],
    ['big integers', 'let n = 3n; for (;;) n *= n'],
    ['a map that grows', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, [i])'],
  ])('%s runs out of memory or time', async (_, code) => {
    const result = await run(code)
    expect(result.ok).toBe(false)
    expect([
      outOfMemory.output,
      timedOut.output,
      'RangeError: BigInt is too large to allocate',
      'RangeError: invalid array buffer length',
      'InternalError: string too long',
      'RangeError: invalid string length',
    ]).toContain(result.output)
  })

  test.each([
    ['recursion', '(function f() { return f() + 1 })()'],
    ['recursion that catches', '(function f() { try { f() } catch { f() } })(); throw new Error("stack overflow")'],
    ['recursion through a proxy', 'const p = new Proxy({}, { get: (_, k, r) => r[k] }); p.x'],
    ['recursion through toString', 'const o = { toString() { return String(o) } }; String(o)'],
    ['deep JSON', 'JSON.parse("[".repeat(1e6))'],
    ['a deep regular expression', 'new RegExp("(".repeat(1e5) + ")".repeat(1e5))'],
    ['deep source text', 'eval("(".repeat(1e5) + "1" + ")".repeat(1e5))'],
  ])('%s stops at the stack limit', async (_, code) => {
    const result = await run(code)
    expect(result.ok).toBe(false)
    expect(result.output).toMatch(/stack overflow|timed out|out of memory|too many captures|invalid/)
  })

  test('a deep result and code that is too long are answered', async () => {
    expect((await run('let o = {}; for (let i = 0; i < 1e3; i++) o = { o }; o')).output).toMatch(/^(\{"o":)+/)
    expect(await run(' '.repeat(200_000))).toEqual({
      output: 'Error: the code is longer than 100000 characters',
      ok: false,
    })
  })

  test('after all of this the sandbox still works, and the host has not grown much', async () => {
    const before = process.memoryUsage().rss
    for (let i = 0; i < 20; i++) await run('const a = []; for (;;) a.push("x".repeat(1e5) + a.length)')
    expect(await run('1 + 1')).toEqual({ output: '2', ok: true })
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
    expect(process.memoryUsage().rss).toBeLessThan(900e6)
  })
})

describe('the pool', () => {
  test('many runs at once get their own answers, also beside ones that are killed', async () => {
    await using pool = openSandbox({ workers: 2, timeoutMs: 200 })
    const codes = Array.from({ length: 60 }, (_, i) =>
      i % 20 === 7 ? 'new Array(2 ** 32 - 1).join("ab")' : `${i} * 2`,
    )
    const results = await Promise.all(codes.map(code => pool.run(code)))
    for (const [i, result] of results.entries())
      expect(result.output).toBe(i % 20 === 7 ? 'Error: timed out after 0.2 s' : String(i * 2))
  })

  test('an aborted run rejects with the reason, running or in line, and the next one runs', async () => {
    await using pool = openSandbox({ timeoutMs: 60_000 })
    const stop = new AbortController()
    const running = pool.run('for (;;) {}', { signal: stop.signal })
    const inLine = pool.run('1', { signal: stop.signal })
    const after = pool.run('2')
    setTimeout(() => stop.abort(new Error('stop')), 50)
    await expect(running).rejects.toThrow('stop')
    await expect(inLine).rejects.toThrow('stop')
    expect((await after).output).toBe('2')
    await expect(pool.run('3', { signal: stop.signal })).rejects.toThrow('stop')
  })

  test('closing fails what is under way and what comes later', async () => {
    const pool = openSandbox({ timeoutMs: 60_000 })
    const running = pool.run('for (;;) {}')
    const rejected = expect(running).rejects.toThrow('The code sandbox is closed')
    await new Promise(resolve => setTimeout(resolve, 100))
    await pool.close()
    await rejected
    await expect(pool.run('1')).rejects.toThrow('The code sandbox is closed')
  })

  test('impossible limits are named', () => {
    expect(() => openSandbox({ timeoutMs: 0 })).toThrow('timeoutMs to be a positive integer but found 0')
    expect(() => openSandbox({ memoryBytes: 5 })).toThrow('memoryBytes between 1 MiB and 1 GiB but found 5')
    expect(() => openSandbox({ workers: 0 })).toThrow('at least one sandbox worker but found 0')
  })

  test('one run in a sandbox of its own', async () => {
    expect(await runJavaScript('6 * 7')).toEqual({ output: '42', ok: true })
  })
})
