import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { foreign, InstarError, msg, phraseOf, usageError } from '../errors/index.ts'
import { parseRecipe } from '../runs/index.ts'
import { errorsInChinese } from './messages/errors-chinese/index.ts'
import { translate } from './translate.ts'

type Node = Readonly<Record<string, unknown>>

const files = globSync('src/**/*.ts', { exclude: ['**/*.test.ts'] })

/** Every node of the syntax tree of a file. */
function* nodes(file: string): Generator<Node> {
  const waiting: unknown[] = [parseSync(file, readFileSync(file, 'utf8')).program]
  for (const node of waiting) {
    if (typeof node !== 'object' || node === null) continue
    waiting.push(...Object.values(node))
    if ('type' in node) yield node as Node
  }
}

/** The template that `msg` makes of a tagged literal. */
function templateOf(node: Node): string | undefined {
  const { tag, quasi } = node as { tag?: Node; quasi?: { quasis: { value: { cooked: string } }[] } }
  if (node.type !== 'TaggedTemplateExpression' || tag?.name !== 'msg') return undefined
  const parts = quasi!.quasis.map(({ value }) => value.cooked)
  return msg(parts as unknown as TemplateStringsArray).template
}

const placeholders = (template: string) => (template.match(/\{\d+\}/g) ?? []).sort()

describe('the catalogue', () => {
  const used = new Set(files.flatMap(file => Array.from(nodes(file), templateOf).filter(text => text !== undefined)))

  test('has every sentence of the library, and no other', () => {
    expect(used.size).toBeGreaterThan(300)
    expect([...used].filter(template => !(template in errorsInChinese))).toEqual([])
    expect(Object.keys(errorsInChinese).filter(template => !used.has(template))).toEqual([])
  })

  test('says in Chinese with the same values', () => {
    const wrong = Object.entries(errorsInChinese).filter(
      ([template, chinese]) => String(placeholders(chinese)) !== String(placeholders(template)),
    )
    expect(wrong).toEqual([])
  })

  test('an error is written with msg, so that its sentence is found', () => {
    const untagged = files.flatMap(file =>
      Array.from(nodes(file)).flatMap(node => {
        const { callee, arguments: values } = node as { callee?: Node; arguments?: Node[] }
        if (!/^(InstarError|usageError)$/.test(String(callee?.name))) return []
        return /^(Literal|TemplateLiteral|BinaryExpression)$/.test(String(values?.[0]?.type)) ? [file] : []
      }),
    )
    expect(untagged).toEqual([])
  })
})

/** What an error of `work` says in Chinese. */
function saidOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return translate(phraseOf(error), 'zh')
  }
  throw new Error('Expected an error')
}

test('a sentence in a sentence is translated too; names and paths stay', () => {
  const inner = new InstarError(msg`There is no file ${'a/{0}.json'}`)
  expect(inner.message).toBe('There is no file a/{0}.json')
  const outer = usageError(msg`Could not read ${'b'}: ${inner}`)
  expect(outer.message).toBe('Could not read b: There is no file a/{0}.json')
  expect(translate(outer.descriptor!, 'zh')).toBe('无法读取 b：没有文件 a/{0}.json')
  expect(translate(outer.descriptor!, 'en')).toBe(outer.message)
})

test('a sentence passes between threads', () => {
  const { descriptor } = new InstarError(msg`Could not read ${'b'}: ${new Error('EACCES: permission denied, open b')}`)
  expect(translate(structuredClone(descriptor!), 'zh')).toBe('无法读取 b：没有权限')
})

test('what is in no catalogue stays', () => {
  expect(translate(msg`constructor ${'{1}'} $& ${new Error('toString')}`, 'zh')).toBe('constructor {1} $& toString')
})

describe('words of other programs are translated', () => {
  const stages = (text: string) => `name: a\nstages:\n  ${text}\n`

  test.each([
    ['name: a\nname: b\n', 'R:2：键不能重复（第 2 行第 1 列）'],
    ['name: a: b\n', 'R:1：一行之内不能有嵌套的映射（第 1 行第 7 列）'],
    ['name: [a\n', 'R:2：应以 ] 结尾（第 2 行第 1 列）'],
    ['name: "a\n', 'R:2：缺少结尾的引号 "（第 2 行第 1 列）'],
    ['name: *a\n', 'R：别名 a 之前没有它的锚点'],
    ['name: @a\n', 'R:1：没有引号的值不能以 @ 开头（第 1 行第 7 列）'],
    ['name: %a\n', 'R:1：没有引号的值不能以 % 开头（第 1 行第 7 列）'],
    ['\tname: a\n', 'R:1：不能用制表符缩进（第 1 行第 1 列）'],
    ['a\nb: c\n', 'R:1：键应在一行之内（第 1 行第 1 列）'],
    ['- a\nname: b\n', 'R:2：值之后还有内容（第 2 行第 1 列）'],
    ["name: 'a' 'b'\n", 'R:1：值之后还有内容（第 1 行第 11 列）'],
    ['a: {b: c}}', 'R:1：多余的结尾括号（第 1 行第 10 列）'],
    ['name: "\\q"\n', 'R:1：转义有误：\\q（第 1 行第 8 列）'],
    ['a: |\n\tb\n', 'R:2：多行文本的缩进有误（第 2 行第 1 列）'],
    ['[]', 'R：应为配方（含 name 与 stages 的映射），实为含 0 项的列表'],
    ['name: 3\n', 'R:1：name：应为字符串，实为 3\nR:1：stages：应为映射，实为空'],
    ['name: A b\nstages: {}\n', 'R:1：name：应为由小写字母、数字与连字符组成的名称，实为字符串 "A b"'],
    ['name: a\nseed: -1\nstages: {}\n', 'R:2：seed：应 >= 0，实为 -1'],
    [stages('d: {kind: documents, languages: []}'), 'R:3：d.languages：应 >= 1 项，实为含 0 项的列表'],
    [stages('d: {kind: documents, languages: [fr]}'), 'R:3：d.languages.0：应为 en 或 zh，实为字符串 "fr"'],
    [stages('d: {kind: documents}'), 'R:3：d：需要 sources 或 synthesis，但两者都没有'],
    [stages('d: {kind: documents, synthesi: a}'), 'R:3：d.synthesi：没有这个键；是不是 synthesis？'],
    [
      stages('r: {kind: report, stages: [base]}'),
      'R:3：r.stages：应为之前的、类型为 pretrain 或 sft 的阶段（没有），实为“base”',
    ],
  ])('the recipe %j', (text, chinese) => {
    expect(saidOf(() => parseRecipe(text, 'R'))).toBe(chinese)
  })

  test('an override', () => {
    const recipe = stages('base: {kind: pretrain}')
    expect(saidOf(() => parseRecipe(recipe, 'R', ['base=[']))).toBe('--set base=[：值应为 YAML，但：应以 ] 结尾')
    expect(saidOf(() => parseRecipe(recipe, 'R', ['bse.steps=3']))).toBe(
      '--set bse.steps=3：配方中没有阶段“bse”；是不是“base”？它的阶段有 base',
    )
  })

  test.each([
    ['', '还没有完就结束了'],
    ['{', '应为属性名或 }（第 1 行第 2 列）'],
    ['{"a" 1}', '属性名之后应为冒号（第 1 行第 6 列）'],
    ['[1 2]', '值之后应为逗号或 ]（第 1 行第 4 列）'],
    ['[1] 2', 'JSON 之后还有内容（第 1 行第 5 列）'],
    ['"a', '字符串没有结束（第 1 行第 3 列）'],
    ['[-]', '数有误（第 1 行第 3 列）'],
    ['abc', "不应有 'a'"],
  ])('the JSON %j', (text, chinese) => {
    expect(saidOf(() => JSON.parse(text))).toBe(chinese)
  })

  test.each([
    ['(a', '组没有结束'],
    ['[a', '字符类没有结束'],
    ['*', '没有可重复的内容'],
    ['\\p{Lx}', '没有这个属性'],
  ])('the regular expression %s', (pattern, chinese) => {
    expect(saidOf(() => new RegExp(pattern, 'u'))).toBe(`无效的正则表达式 /${pattern}/u：${chinese}`)
  })

  test('prettified problems of zod', () => {
    const schema = z.strictObject({ list: z.array(z.string().min(1)).min(1), number: z.number() })
    const { error } = schema.safeParse({ list: [''], more: 1 })
    expect(translate(foreign(z.prettifyError(error!)), 'zh')).toBe(
      '✖ 没有这样的键："more"\n✖ 应为 number，实为 undefined\n  → 在 number\n✖ 应 >= 1 个字符\n  → 在 list[0]',
    )
  })
})
